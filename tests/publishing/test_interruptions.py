"""Publishing that is killed or gets no reply at any request ends complete, and once."""

import pytest
from support.benches import GITHUB_STEPS, ZENODO_NEXT, ZENODO_STEPS, open_github, open_zenodo

from eventclaims.runtime.locks import lock_folder

OPEN = {"zenodo": open_zenodo, "github": open_github}
STEPS = [("zenodo", step) for step in ZENODO_STEPS] + [("github", step) for step in GITHUB_STEPS]
FIRST = {"zenodo": ZENODO_STEPS, "github": GITHUB_STEPS}
NEXT = {"zenodo": ZENODO_NEXT, "github": GITHUB_STEPS}


@pytest.fixture
def bench(runner, tmp_path, service):
    with OPEN[service](runner, tmp_path) as opened:
        yield opened


@pytest.mark.long  # the next test has these steps, one after the other
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("service", "step"), STEPS)
def test_a_run_that_was_killed_at_a_request_is_completed_by_the_next_one(
    bench, server, service, step, when
):
    server.lag = 1
    assert bench.interrupt(FIRST[service][step], when)
    again = bench.run()
    assert again, again.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize("service", OPEN)
def test_two_versions_killed_at_every_step_are_published_once_each(bench, service):
    for version, steps in (("0.9.0", FIRST[service]), ("1.0.0", NEXT[service])):
        bench.prepare(version)
        for step, request in steps.items():
            for when in ("before", "after"):
                killed = bench.interrupt(request, when)
                assert killed, f"{version} was not killed {when} {step}"
        again = bench.run()
        assert again, again.output
        bench.require_whole(*("0.9.0", "1.0.0")[: 1 + (version == "1.0.0")])


@pytest.mark.parametrize(("service", "step"), STEPS)
@pytest.mark.parametrize("spoil", ["lose", pytest.param("break_after", marks=pytest.mark.long)])
def test_a_request_with_a_lost_reply_has_its_effect_once(bench, server, service, step, spoil):
    server.lag = 1
    server.add_fault(*FIRST[service][step], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize(("service", "step"), [("zenodo", "content"), ("github", "upload")])
def test_ctrl_c_ends_the_run_with_one_line(bench, server, service, step):
    server.has_victim.clear()
    server.add_fault(*FIRST[service][step], server.interrupt)
    ended = bench.run(on_start=server.name_victim)
    assert ended.code == 130
    said = "eventclaims: interrupted; run the same command again to continue"
    assert ended.output == f"{said}\n"
    again = bench.run()
    assert again, again.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("service", OPEN)
def test_a_run_killed_while_a_damaged_file_is_deleted_is_completed_by_the_next_one(
    bench, server, when
):
    assert bench.run("--draft")
    spoil_held(server)
    assert bench.interrupt(("DELETE", ".*"), when)
    again = bench.run()
    assert again, again.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("service", ["github"])
def test_a_run_killed_while_the_notes_are_replaced_is_completed_by_the_next_one(
    bench, server, when
):
    assert bench.run("--draft")
    server.releases[1]["body"] = "other notes"
    assert bench.interrupt(GITHUB_STEPS["publish"], when)
    again = bench.run()
    assert again, again.output
    bench.require_whole("0.9.0")
    assert "one row added" in server.list_public()[0]["body"]


def spoil_held(server):
    """Change a file that the service holds, as if it had rotted there."""
    stored = getattr(server, "releases", None) or server.records
    (draft,) = stored.values()
    next(iter((draft.get("assets") or draft["files"]).values()))["content"] = b"rot"


# Of these replies the status says all.
UNREAD = {"tag", "begin", "content", "publish", "download"}


@pytest.mark.parametrize(("service", "step"), [s for s in STEPS if s[1] not in UNREAD])
def test_an_invalid_reply_ends_the_run_with_one_line(bench, server, service, step):
    server.add_fault(*FIRST[service][step], server.answer_with([1]), times=1000)
    ended = bench.run()
    assert ended.code == 2
    assert ended.output.count("\n") == 1
    assert ended.output.startswith("eventclaims: ")
    assert not server.list_public() or step in ("look", "public files")


@pytest.mark.parametrize("service", OPEN)
def test_a_second_process_stops_before_it_sends_anything(bench, server):
    assert bench.run("--draft")
    calls = len(server.log)
    (folder,) = (bench.checkout / ".publishing").iterdir()
    with lock_folder(folder):
        ended = bench.run()
    assert ended.code == 2
    assert f"{folder}: another process is using it" in ended.output
    assert len(server.log) == calls
    assert bench.run()
    bench.require_whole("0.9.0")
