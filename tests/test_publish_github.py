"""Publishing on GitHub against a server of the documented API: whole, resumable, published once."""

import pytest
from github_server import GitHubServer
from runner import Bench
from service import TOKEN
from small_release import make_checkout, make_release

HOME = "/repos/o/r"


@pytest.fixture
def server():
    started = GitHubServer()
    yield started
    started.close()
    assert started.complaints == []


@pytest.fixture
def checkout(tmp_path):
    folder = make_checkout(tmp_path / "checkout", "0.9.0")
    make_release(folder, "10.5072/zenodo.1")
    return folder


@pytest.fixture
def bench(runner, server, checkout):
    words = ("--api", server.address, "--package", checkout, "--repository", "o/r", "--patience", 0)
    return Bench(runner, "publish_github", server, checkout, words, {"GITHUB_TOKEN": TOKEN})


def require_whole(server, checkout, *versions):
    """Assert that each version is public once, on its tag, with the files that were built."""
    assert [r["tag_name"] for r in server.releases.values()] == [f"v{v}" for v in versions]
    assert len(server.list_public()) == len(versions)
    stem = f"small-{versions[-1]}"
    dist = checkout / "dist"
    files = {p.name: p for p in (dist / stem).iterdir() if p.is_file() and p.name != "SHA256SUMS"}
    files["things.csv"] = dist / stem / "data" / "things.csv"
    files |= {name: dist / name for name in (f"{stem}.zip", f"{stem}.zip.sha256")}
    last = server.list_public()[-1]
    assert {a["name"]: a["content"] for a in last["assets"].values()} == {
        name: path.read_bytes() for name, path in files.items()
    }


STEPS = {
    "tag": ("GET", f"{HOME}/git/ref/tags/.+"),
    "list": ("GET", f"{HOME}/releases"),
    "create": ("POST", f"{HOME}/releases"),
    "read": ("GET", rf"{HOME}/releases/\d+"),
    "assets": ("GET", rf"{HOME}/releases/\d+/assets"),
    "upload": ("POST", rf"{HOME}/releases/\d+/assets"),
    "publish": ("PATCH", rf"{HOME}/releases/\d+"),
}


def test_nothing_is_sent_without_being_told_to(bench, server):
    ended = bench.run("--patience", "0")
    assert ended, ended.output
    assert "Nothing was sent" in ended.output
    assert server.log == []


def test_the_notes_are_the_changelog_the_diff_and_the_doi(bench, server, checkout):
    ended = bench.run()
    assert ended, ended.output
    require_whole(server, checkout, "0.9.0")
    release = server.list_public()[0]
    assert release["name"] == "A small data set 0.9.0"
    assert "- The things of 0.9.0 are coded." in release["body"]
    assert "one row added in 0.9.0" in release["body"]
    assert "https://doi.org/10.5072/zenodo.1" in release["body"]
    assert "The first" not in release["body"]


def test_two_versions_each_killed_at_every_step_stand_whole_once_each(bench, server, checkout):
    for version in ("0.9.0", "1.0.0"):
        make_checkout(checkout, version)
        make_release(checkout, f"10.5072/zenodo.{version}")
        for step, request in STEPS.items():
            for when in ("before", "after"):
                killed = bench.interrupt(request, when)
                assert killed, f"{version} was not killed {when} {step}"
        again = bench.run()
        assert again, again.output
        require_whole(server, checkout, *("0.9.0", "1.0.0")[: 1 + (version == "1.0.0")])


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_request_and_run_again_ends_with_one_whole_release(
    bench, server, checkout, step, when
):
    server.lag = 1
    assert bench.interrupt(STEPS[step], when)
    again = bench.run()
    assert again, again.output
    require_whole(server, checkout, "0.9.0")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("spoil", ["lose", "break_after"])
def test_a_reply_lost_after_the_work_was_done_doubles_nothing(bench, server, checkout, step, spoil):
    server.lag = 1
    server.add_fault(*STEPS[step], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    require_whole(server, checkout, "0.9.0")


@pytest.mark.parametrize("spoil", ["truncate", "corrupt", "leave_starter"])
def test_an_asset_that_did_not_arrive_whole_is_deleted_and_sent_again(
    bench, server, checkout, spoil
):
    server.add_fault(*STEPS["upload"], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    assert server.list_calls("DELETE") == [f"DELETE {HOME}/releases/assets/2"]
    require_whole(server, checkout, "0.9.0")


def test_assets_without_a_digest_are_downloaded_and_measured(bench, server, checkout):
    server.has_digests = False
    server.add_fault(*STEPS["upload"], server.corrupt)
    ended = bench.run()
    assert ended, ended.output
    assert any("/releases/assets/" in call for call in server.list_calls("GET"))
    require_whole(server, checkout, "0.9.0")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {"Retry_After": "60"}),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1"}),
        (502, {}),
    ],
)
def test_a_limit_of_requests_or_an_outage_is_waited_for(bench, server, checkout, status, headers):
    server.add_fault(*STEPS["create"], server.refuse(status, **headers))
    server.add_fault(*STEPS["upload"], server.refuse(status, **headers), skip=1)
    ended = bench.run()
    assert ended, ended.output
    require_whole(server, checkout, "0.9.0")


def test_a_wait_beyond_the_limit_ends_the_run_and_says_how_long(bench, server, checkout):
    server.add_fault(*STEPS["create"], server.refuse(429, Retry_After="7200"))
    ended = bench.run()
    assert ended.code == 2
    assert "asks to wait 7200 seconds" in ended.output
    assert bench.run()
    require_whole(server, checkout, "0.9.0")


def test_a_tag_that_is_not_pushed_is_not_made(bench, server):
    server.tags.clear()
    ended = bench.run()
    assert ended.code == 2
    assert "o/r has no tag v0.9.0" in ended.output
    assert server.list_calls("POST") == []


def test_a_public_release_is_compared_and_never_changed(bench, server, checkout):
    assert bench.run()
    calls = len(server.log)
    assert bench.run()
    assert {request.method for request in server.log[calls:]} == {"GET"}
    make_release(checkout, "10.5072/zenodo.2")
    ended = bench.run()
    assert ended.code == 2
    assert "public with other files" in ended.output
    for path in (checkout / ".publishing").rglob("*@*.json"):
        path.unlink()
    ended = bench.run()
    assert ended.code == 2
    assert "is not as it was built" in ended.output


def test_a_draft_published_by_hand_meanwhile_is_compared_and_not_changed(bench, server, checkout):
    assert bench.run("--draft")
    server.releases[1]["draft"] = False
    make_release(checkout, "10.5072/zenodo.2")
    ended = bench.run()
    assert ended.code == 2
    assert "is not as it was built" in ended.output


def test_two_drafts_on_one_tag_stop_the_run(bench, server):
    assert bench.run("--draft")
    server.releases[99] = {**server.releases[1], "id": 99, "assets": {}}
    ended = bench.run("--draft")
    assert ended.code == 2
    assert "99, 1 are releases on v0.9.0" in ended.output
    assert server.list_public() == []


def test_the_token_goes_to_no_other_host_for_uploads(bench, server):
    server.uploads = "http://127.0.0.2:1"
    ended = bench.run()
    assert ended.code == 2
    assert "refused to upload to http://127.0.0.2:1" in ended.output


def test_a_version_without_a_section_in_the_changelog_is_not_published(bench, server, checkout):
    (checkout / "CHANGELOG.md").write_text("# Changelog\n\n## 0.8.0\n\n- Other.\n", "utf-8")
    ended = bench.run()
    assert ended.code == 2
    assert "the changelog says nothing of 0.9.0" in ended.output
    assert server.log == []
