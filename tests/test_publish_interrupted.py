"""Publishing to a service that is killed, unheard or refused at any request ends whole, once."""

import pytest
from benches import GITHUB_STEPS, ZENODO_NEXT, ZENODO_STEPS, open_github, open_zenodo

OPEN = {"zenodo": open_zenodo, "github": open_github}
STEPS = [("zenodo", step) for step in ZENODO_STEPS] + [("github", step) for step in GITHUB_STEPS]
FIRST = {"zenodo": ZENODO_STEPS, "github": GITHUB_STEPS}
NEXT = {"zenodo": ZENODO_NEXT, "github": GITHUB_STEPS}


@pytest.fixture
def bench(runner, tmp_path, service):
    with OPEN[service](runner, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("service", "step"), STEPS)
def test_killed_at_a_request_and_run_again_ends_with_one_whole_version(
    bench, server, service, step, when
):
    server.lag = 1
    assert bench.interrupt(FIRST[service][step], when)
    again = bench.run()
    assert again, again.output
    bench.require_whole("0.9.0")


@pytest.mark.parametrize("service", OPEN)
def test_two_versions_each_killed_at_every_step_stand_whole_once_each(bench, service):
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
@pytest.mark.parametrize("spoil", ["lose", "break_after"])
def test_a_reply_lost_after_the_work_was_done_doubles_nothing(bench, server, service, step, spoil):
    server.lag = 1
    server.add_fault(*FIRST[service][step], getattr(server, spoil))
    ended = bench.run()
    assert ended, ended.output
    bench.require_whole("0.9.0")
