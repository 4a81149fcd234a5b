"""Publishing to Zenodo, against a server that implements the documented API."""

import json
import shutil

import pytest
from support.benches import ZENODO_STEPS, open_zenodo
from support.service import TOKEN
from support.small_release import make_checkout, make_release


@pytest.fixture
def bench(runner, tmp_path):
    with open_zenodo(runner, tmp_path) as opened:
        yield opened


def test_nothing_is_sent_without_an_option_that_says_so(bench, server, checkout):
    ended = bench.run("--package", checkout)
    assert ended, ended.output
    assert "Nothing was sent" in ended.output
    assert server.log == []
    assert not (checkout / ".publishing").exists()


def test_two_versions_are_published_under_one_concept(bench, server, checkout):
    first = bench.run()
    assert first, first.output
    bench.require_whole("0.9.0")
    make_checkout(checkout, "1.0.0")
    second = bench.run()
    assert second, second.output
    bench.require_whole("0.9.0", "1.0.0")
    last = server.list_public()[-1]
    assert f"DOI of this version: {last['doi']}" in second.output
    assert f"DOI of all versions: 10.5072/{last['parent']}" in second.output


def test_a_draft_is_published_by_a_later_run(bench, server):
    assert bench.run("--draft")
    assert server.list_public() == []
    assert len(server.list_drafts()) == 1
    sent = server.list_calls("PUT")
    assert bench.run()
    bench.require_whole("0.9.0")
    assert [call for call in server.list_calls("PUT") if "content" in call] == [
        call for call in sent if "content" in call
    ]


def test_a_published_version_is_compared_and_not_changed(bench, server):
    assert bench.run()
    before, calls = server.dump(), len(server.log)
    again = bench.run()
    assert again, again.output
    assert server.dump() == before
    assert {request.method for request in server.log[calls:]} == {"GET"}


@pytest.mark.parametrize("step", ZENODO_STEPS)
def test_a_temporary_error_of_the_service_is_overcome(bench, server, step):
    server.add_fault(*ZENODO_STEPS[step], server.refuse(500), times=2)
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize("spoil", ["truncate", "corrupt"])
def test_a_file_that_arrives_damaged_is_sent_again(bench, server, spoil):
    server.add_fault(*ZENODO_STEPS["content"], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


def test_a_file_that_always_arrives_damaged_is_not_published(bench, server):
    server.add_fault(*ZENODO_STEPS["content"], server.corrupt, times=100)
    ended = bench.run()
    assert ended.code == 2
    assert ": small-0.9.0.zip: " in ended.output
    assert server.list_public() == []


def test_a_publication_without_a_reply_is_looked_up(bench, server):
    server.add_fault(*ZENODO_STEPS["publish"], server.keep_silent)
    ended = bench.run(timeout=0.3)
    assert ended, ended.output
    assert server.list_calls().count("POST /api/records/rec-1/draft/actions/publish") == 1
    bench.require_whole("0.9.0")


def test_a_permanent_error_of_the_service_ends_the_run(bench, server):
    server.add_fault(*ZENODO_STEPS["search"], server.refuse(503), times=1000)
    ended = bench.run()
    assert ended.code == 2
    assert "GET /api/user/records: status 503 after 6 attempts" in ended.output
    assert len(server.log) == 6


def test_a_refused_token_ends_the_run_and_is_not_shown(bench, server, tmp_path):
    secret = TOKEN[::-1]
    ended = bench.run(INVENIO_TOKEN=secret)
    assert ended.code == 2
    assert "the token of INVENIO_TOKEN was refused" in ended.output
    assert len(server.log) == 1
    assert bench.run()
    written = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
    shown = b"".join([*written, ended.output.encode()])
    assert secret.encode() not in shown
    assert TOKEN.encode() not in shown


def test_a_missing_or_invalid_token_ends_the_run_before_anything_is_sent(bench, server):
    for token in ("", "two words", "line\nbreak"):
        ended = bench.run(INVENIO_TOKEN=token)
        assert ended.code == 2
        assert "INVENIO_TOKEN" in ended.output
        assert not token or token not in ended.output
    assert server.log == []


def test_metadata_that_are_not_accepted_stop_before_publication(bench, server, checkout):
    build = checkout / "build.py"
    build.write_text(
        build.read_text("utf-8").replace('"publisher": {"name": "The contributors"},', ""), "utf-8"
    )
    ended = bench.run()
    assert ended.code == 2
    assert "metadata.publisher: Missing data" in ended.output
    assert server.list_public() == []


def test_a_draft_of_the_version_is_found_if_its_ids_are_lost(bench, checkout):
    assert bench.run("--draft")
    for path in (checkout / ".publishing").rglob("*.json"):
        path.unlink()
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


def test_a_second_concept_with_the_same_title_is_not_created(bench, checkout):
    assert bench.run()
    for path in (checkout / ".publishing").rglob("*.json"):
        path.unlink()
    make_checkout(checkout, "1.0.0")
    ended = bench.run()
    assert ended.code == 2
    assert "--after" in ended.output
    assert bench.run("--publish", "--after", "rec-1")
    bench.require_whole("0.9.0", "1.0.0")


def test_a_second_draft_of_the_version_stops_the_publication(bench, server):
    assert bench.run("--draft")
    server.make(dict(server.records["rec-1"]["metadata"]))
    ended = bench.run()
    assert ended.code == 2
    assert "rec-2 is A small data set 0.9.0 as well" in ended.output
    assert server.list_public() == []


def test_a_build_that_changed_before_publication_replaces_what_was_sent(bench, checkout):
    assert bench.run("--draft")
    (checkout / "dist" / "small-0.9.0" / "changes.md").unlink()
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


def test_a_published_version_is_not_built_again(bench, server, checkout):
    assert bench.run()
    before, calls = server.dump(), len(server.log)
    shutil.rmtree(checkout / "dist")
    again = bench.run()
    assert again, again.output
    assert "published (dist/ has no build to compare)" in again.output
    assert not (checkout / "dist").exists()
    assert server.dump() == before
    assert {request.method for request in server.log[calls:]} == {"GET"}


def test_a_draft_that_was_discarded_stops_the_run(bench, server, checkout):
    assert bench.run("--draft")
    server.records.clear()
    ended = bench.run()
    assert ended.code == 2
    (path,) = (checkout / ".publishing").rglob("*@*.json")
    assert f"delete {path}" in ended.output
    path.unlink()
    assert bench.run()
    bench.require_whole("0.9.0")


def test_a_build_that_changed_after_publication_is_refused(bench, server, checkout):
    assert bench.run()
    before = server.dump()
    descriptor = checkout / "datapackage.json"
    descriptor.write_text(
        descriptor.read_text("utf-8").replace("Things that", "Those that"), "utf-8"
    )
    make_release(checkout, server.list_public()[0]["doi"])
    ended = bench.run()
    assert ended.code == 2
    assert "rec-1" in ended.output
    assert "datapackage.json" in ended.output
    assert server.dump() == before


def test_another_version_is_not_begun_while_one_is_unfinished(bench, server, checkout):
    assert bench.run("--draft")
    make_checkout(checkout, "1.0.0")
    ended = bench.run()
    assert ended.code == 2
    assert "version 0.9.0 is unfinished" in ended.output
    assert len(server.list_drafts()) == 1


def test_the_log_has_every_request_and_its_outcome(bench, server, checkout):
    server.add_fault(*ZENODO_STEPS["search"], server.refuse(429, Retry_After="1"))
    assert bench.run()
    path = checkout / ".publishing" / "invenio-127.0.0.1" / "requests.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    asked = [line for line in lines if "method" in line]
    assert [(line["method"], line["url"]) for line in asked] == [
        (r.method, server.address + r.path) for r in server.log
    ]
    outcomes = {line["request"]: line for line in lines if "method" not in line}
    assert set(outcomes) == {line["request"] for line in asked}
    assert outcomes[1]["status"] == 429
    content = next(line for line in asked if line["url"].endswith(".zip/content"))
    size = (checkout / "dist" / "small-0.9.0.zip").stat().st_size
    assert content["bytes"] == size


def test_a_public_zip_of_other_bytes_is_found_by_downloading_it(bench, server):
    assert bench.run("--draft")
    server.gives = b"other bytes"
    ended = bench.run()
    assert ended.code == 2
    assert ": small-0.9.0.zip: " in ended.output


def test_production_requires_a_publication_in_the_sandbox(bench, checkout):
    folder = checkout / ".publishing"
    ended = bench.runner.run("zenodo", "--package", checkout, "--production", "--publish")
    assert ended.code == 2
    assert "--unrehearsed" in ended.output
    assert bench.run()
    (folder / "invenio-127.0.0.1").rename(folder / "zenodo-sandbox")
    (path,) = (folder / "zenodo-sandbox").glob("*@*.json")
    known = json.loads(path.read_bytes()) | {"target": "https://sandbox.zenodo.org/api"}
    path.write_text(json.dumps(known), "utf-8")
    ended = bench.runner.run("zenodo", "--package", checkout, "--production", "--publish")
    assert ended.code == 2
    assert "ZENODO_TOKEN" in ended.output


@pytest.mark.parametrize("doi", ["10.5072/x\n--publish", "10.5072/\x1b[2J", "javascript:x", 7])
def test_a_doi_of_an_unsafe_form_is_not_built_into_a_release(bench, server, checkout, doi):
    def spoil(handler, request, work):
        work(request)
        record = server.show(server.records["rec-1"])
        server.answer_with({**record, "pids": {"doi": {"identifier": doi}}})(handler, request, work)

    server.add_fault(*ZENODO_STEPS["reserve"], spoil)
    ended = bench.run()
    assert ended.code == 2
    assert "a record with the id or DOI" in ended.output
    assert "\x1b" not in ended.output
    assert not (checkout / "dist").exists()


@pytest.mark.parametrize("name", ["..", ".", ""])
def test_a_file_whose_name_addresses_another_resource_is_not_deleted(bench, server, name):
    assert bench.run("--draft")
    server.records["rec-1"]["files"][name] = {"content": b"x", "done": True}
    ended = bench.run()
    assert ended.code == 2
    assert "discard the draft" in ended.output
    assert server.list_calls("DELETE") == []


def test_a_file_that_was_added_by_others_is_deleted_whatever_its_name(bench, server):
    assert bench.run("--draft")
    for name in ("..rec-1", "a b?c#d%2F", "\u202eevil.csv"):
        server.records["rec-1"]["files"][name] = {"content": b"x", "done": True}
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


def test_a_previous_record_is_named_by_its_id(bench, server):
    for after in ("https://zenodo.org/records/1", "../1", "-x"):
        ended = bench.run("--publish", f"--after={after}")
        assert ended.code == 2
        assert f"--after {after}: " in ended.output
    assert server.log == []


def test_ids_of_another_service_or_version_stop_the_run_before_anything_is_sent(bench, server):
    assert bench.run("--draft")
    (path,) = (bench.checkout / ".publishing" / "invenio-127.0.0.1").glob("*@*.json")
    whole, calls = path.read_text("utf-8"), len(server.log)
    for text in (
        whole.replace(server.api, "https://zenodo.org/api"),
        whole.replace('"version": "0.9.0"', '"version": "1.0.0"'),
        whole[: len(whole) // 2],
        "",
    ):
        path.write_text(text, "utf-8")
        for words in ((), ("--publish",)):
            ended = bench.run("--package", bench.checkout, *words)
            assert ended.code == 2
            assert str(path) in ended.output
            assert ended.output.count("\n") == 1
    assert len(server.log) == calls
    path.write_text(whole, "utf-8")
    assert bench.run()
    bench.require_whole("0.9.0")
