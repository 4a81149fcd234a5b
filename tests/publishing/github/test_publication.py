"""Publishing to GitHub, against a server that implements the documented API."""

import pytest
from support.benches import GITHUB_STEPS, HOME, open_github
from support.small_release import make_release


@pytest.fixture
def bench(runner, tmp_path):
    with open_github(runner, tmp_path) as opened:
        yield opened


def test_nothing_is_sent_without_an_option_that_says_so(bench, server):
    ended = bench.run("--package", bench.checkout)
    assert ended, ended.output
    assert "Nothing was sent" in ended.output
    assert server.log == []


def test_the_notes_are_the_changelog_the_diff_and_the_doi(bench, server):
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")
    release = server.list_public()[0]
    assert release["name"] == "A small data set 0.9.0"
    assert "- The things of 0.9.0 are coded." in release["body"]
    assert "one row added in 0.9.0" in release["body"]
    assert "https://doi.org/10.5072/zenodo.1" in release["body"]
    assert "The first" not in release["body"]


@pytest.mark.parametrize("spoil", ["truncate", "corrupt", "leave_starter"])
def test_an_asset_that_did_not_arrive_whole_is_deleted_and_sent_again(bench, server, spoil):
    server.add_fault(*GITHUB_STEPS["upload"], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    assert server.list_calls("DELETE") == [f"DELETE {HOME}/releases/assets/2"]
    bench.require_whole("0.9.0")


def test_assets_without_a_digest_are_downloaded(bench, server):
    server.has_digests = False
    server.add_fault(*GITHUB_STEPS["upload"], server.corrupt)
    ended = bench.run()
    assert ended, ended.output
    assert any("/releases/assets/" in call for call in server.list_calls("GET"))
    bench.require_whole("0.9.0")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {"Retry_After": "60"}),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1"}),
        (502, {}),
    ],
)
def test_the_run_waits_for_a_rate_limit_or_an_outage(bench, server, status, headers):
    server.add_fault(*GITHUB_STEPS["create"], server.refuse(status, **headers))
    server.add_fault(*GITHUB_STEPS["upload"], server.refuse(status, **headers), skip=1)
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


def test_a_wait_that_is_too_long_ends_the_run_and_is_reported(bench, server):
    server.add_fault(*GITHUB_STEPS["create"], server.refuse(429, Retry_After="7200"))
    ended = bench.run()
    assert ended.code == 2
    assert "asks to wait 7200 seconds" in ended.output
    assert bench.run()
    bench.require_whole("0.9.0")


def test_a_tag_that_is_not_pushed_is_not_created(bench, server):
    server.tags.clear()
    ended = bench.run()
    assert ended.code == 2
    assert "no tag v0.9.0" in ended.output
    assert server.list_calls("POST") == []


def test_a_public_release_is_compared_and_never_changed(bench, server, checkout):
    assert bench.run()
    calls = len(server.log)
    assert bench.run()
    make_release(checkout, "10.5072/zenodo.2")
    ended = bench.run()
    assert ended.code == 2
    assert "release 1 " in ended.output
    for path in (checkout / ".publishing").rglob("*@*.json"):
        path.unlink()
    ended = bench.run()
    assert ended.code == 2
    assert "release 1 " in ended.output
    assert {request.method for request in server.log[calls:]} == {"GET"}


def test_a_draft_published_by_hand_meanwhile_is_compared_and_not_changed(bench, server, checkout):
    assert bench.run("--draft")
    server.releases[1]["draft"] = False
    make_release(checkout, "10.5072/zenodo.2")
    ended = bench.run()
    assert ended.code == 2
    assert "release 1 " in ended.output


def test_two_drafts_on_one_tag_stop_the_run(bench, server):
    assert bench.run("--draft")
    server.releases[99] = {**server.releases[1], "id": 99, "assets": {}}
    ended = bench.run("--draft")
    assert ended.code == 2
    assert "99, 1 are releases on v0.9.0" in ended.output
    assert server.list_public() == []


def test_the_token_is_not_sent_to_another_host_for_uploads(bench, server):
    server.uploads = "http://127.0.0.2:1"
    ended = bench.run()
    assert ended.code == 2
    assert "refused to upload to http://127.0.0.2:1" in ended.output


def test_a_version_without_a_section_in_the_changelog_is_not_published(bench, server, checkout):
    (checkout / "CHANGELOG.md").write_text("# Changelog\n\n## 0.8.0\n\n- Other.\n", "utf-8")
    ended = bench.run()
    assert ended.code == 2
    assert "0.9.0" in ended.output
    assert server.log == []
