"""States are types, taken in order, and read from the disk as they were written."""

import json
from typing import get_args, get_type_hints

import pytest
from support.small_release import make_checkout, make_release

from eventclaims.errors import EventClaimsError, PublishingError
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.github import states as github_states
from eventclaims.publishing.github import steps as github_steps
from eventclaims.publishing.state_store import StateStore
from eventclaims.publishing.zenodo import states as zenodo_states
from eventclaims.publishing.zenodo import steps as zenodo_steps


@pytest.mark.parametrize(
    ("steps", "states", "names"),
    [
        (
            zenodo_steps,
            zenodo_states,
            "begin_draft reserve_doi build upload describe compare publish confirm",
        ),
        (
            github_steps,
            github_states,
            "find_tag begin_draft upload describe compare publish confirm",
        ),
    ],
)
def test_each_step_takes_the_state_that_the_step_before_it_gives(steps, states, names):
    reached = states.Planned
    for name in names.split():
        hints = get_type_hints(getattr(steps, name))
        (taken,) = [kind for key, kind in hints.items() if key not in ("work", "return")]
        assert reached in (get_args(taken) or (taken,)), name
        given = hints["return"]
        reached = (get_args(given) or (given,))[0]
    assert reached is states.Confirmed
    doubtful = get_type_hints(steps.settle_draft)
    assert doubtful["doubtful"] is states.DraftRequested
    assert set(get_args(states.State)) == set(states.STATES)


API = "https://records.example/api"
KNOWN = {
    "format": 1,
    "name": "small",
    "target": API,
    "version": "1.0.0",
    "state": "Drafted",
    "fields": {
        "plan": {"name": "x", "title": "x", "version": "1.0.0", "previous": None},
        "record": "rec-1",
    },
}


def test_a_state_is_read_as_it_was_written(tmp_path):
    store = StateStore(tmp_path, "small", "https://x.example/api", zenodo_states.STATES)
    plan = zenodo_states.Plan("small", "Ein Täst", "1.0.0", None)
    digest = list_assets(
        open_release(make_release(make_checkout(tmp_path / "c", "1.0.0"), "10.1/x"))
    )[0].digest
    deposit = zenodo_states.Deposit(plan, "rec-1", "10.1/x", (digest,), "0" * 64)
    for state in (
        zenodo_states.Planned(plan),
        zenodo_states.Reserved(plan, "rec-1", "10.1/x"),
        zenodo_states.Published(deposit, "10.1/c"),
    ):
        store.save("1.0.0", state)
        assert store.load("1.0.0") == state
    assert list(store.list_versions()) == ["1.0.0"]
    assert store.load("2.0.0") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        json.dumps(KNOWN)[:-9],
        json.dumps(KNOWN | {"format": 2}),
        json.dumps(KNOWN | {"state": "Elsewhere"}),
        json.dumps(KNOWN | {"fields": {"plan": {"name": "x"}}}),
        json.dumps(KNOWN | {"fields": KNOWN["fields"] | {"record": 7}}),
        json.dumps(KNOWN | {"version": "0.9.0"}),
        json.dumps(KNOWN | {"name": "other"}),
        json.dumps(KNOWN | {"target": "https://elsewhere.example/api"}),
    ],
)
def test_a_state_that_cannot_be_read_stops_the_run_and_nothing_is_guessed(tmp_path, text):
    (tmp_path / "small@1.0.0.json").write_text(json.dumps(KNOWN), "utf-8")
    assert StateStore(tmp_path, "small", API, zenodo_states.STATES).load("1.0.0")
    (tmp_path / "small@1.0.0.json").write_text(text, "utf-8")
    with pytest.raises(PublishingError, match="no state that can be read"):
        StateStore(tmp_path, "small", "https://x.example/api", zenodo_states.STATES).load("1.0.0")


def test_a_state_whose_write_ends_half_way_stays_the_one_before(tmp_path, monkeypatch):
    store = StateStore(tmp_path, "small", API, zenodo_states.STATES)
    plan = zenodo_states.Plan("small", "Small", "1.0.0", None)
    store.save("1.0.0", zenodo_states.Planned(plan))

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(EventClaimsError, match="No space left"):
        store.save("1.0.0", zenodo_states.DraftRequested(plan))
    assert store.load("1.0.0") == zenodo_states.Planned(plan)
    assert [path.name for path in tmp_path.iterdir()] == ["small@1.0.0.json"]
