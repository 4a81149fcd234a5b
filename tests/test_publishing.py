"""What all publishers share: the release that is verified, the client, the policy, the states."""

import json
import os
import shutil
import sys
import time
import zipfile
from email.utils import formatdate
from typing import get_args, get_type_hints

import pytest
from conftest import ROOT
from service import TOKEN, Answer, Service
from small_release import make_checkout, make_release, write_release

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.building import Builder
from eventclaims.publishing.client import connect, require_safe
from eventclaims.publishing.descriptors import sort_versions
from eventclaims.publishing.github import states as github_states
from eventclaims.publishing.github import steps as github_steps
from eventclaims.publishing.messages import RefusedError
from eventclaims.publishing.notes import compose_notes
from eventclaims.publishing.patience import Patience, TryAgainError
from eventclaims.publishing.release import open_release
from eventclaims.publishing.requestlog import RequestLog
from eventclaims.publishing.store import StateStore
from eventclaims.publishing.tokens import Token
from eventclaims.publishing.zenodo import states as zenodo_states
from eventclaims.publishing.zenodo import steps as zenodo_steps
from eventclaims.publishing.zenodo.metadata import make_metadata

NOW = Patience(factor=0)


@pytest.fixture
def release(tmp_path):
    return make_release(make_checkout(tmp_path / "checkout", "1.0.0"), "10.5072/zenodo.1")


def rewrite(release, **files):
    """Build a release again with some files as they are given, None for none."""
    held = {
        p.relative_to(release).as_posix(): p.read_text("utf-8")
        for p in release.rglob("*")
        if p.is_file() and p.name != "SHA256SUMS"
    }
    shutil.rmtree(release)
    changed = {name.replace("__", "."): text for name, text in files.items()}
    whole = {k: v for k, v in {**held, **changed}.items() if v is not None}
    return write_release(release, whole)


def test_a_release_is_opened_when_every_byte_is_as_its_checksums_say(release):
    opened = open_release(release)
    assert (opened.name, opened.version, opened.doi) == ("small", "1.0.0", "10.5072/zenodo.1")
    assert set(opened.sums) >= {"datapackage.json", "data/things.csv", "SHA256SUMS"}


def change(path):
    path.write_bytes(path.read_bytes() + b"x")


def link(path):
    path.unlink()
    path.symlink_to("/etc/hostname")


SUMS = "SHA256SUMS"
SPOILED = {
    "a file was changed": ("changes.md", change, "has another checksum"),
    "a file is missing": ("changes.md", lambda p: p.unlink(), "is listed but not there"),
    "a file was added": ("more.md", lambda p: p.write_text("more"), "is there but not listed"),
    "a file is a link": ("changes.md", link, "neither a file nor a folder"),
    "the sums are missing": (SUMS, lambda p: p.unlink(), "cannot be read"),
    "the sums are odd": (SUMS, lambda p: p.write_text("what"), "not of the form"),
    "the sums name a file outside": (
        SUMS,
        lambda p: p.write_text(p.read_text() + f"{'0' * 64}  ../../evil\n"),
        "../../evil is refused",
    ),
    "the sums name an absolute file": (
        SUMS,
        lambda p: p.write_text(p.read_text() + f"{'0' * 64}  /etc/passwd\n"),
        "/etc/passwd is refused",
    ),
    "the descriptor is no JSON": ("datapackage.json", change, "cannot be read"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_release_is_refused_where(release, fault):
    file, spoil, message = SPOILED[fault]
    spoil(release / file)
    with pytest.raises(PublishingError, match=message):
        open_release(release)


@pytest.mark.parametrize("version", ["1.0", "../1.0.0", "1.0.0/x", "latest", "01.0.0", ""])
def test_a_version_that_is_no_safe_name_of_a_folder_is_refused(release, version):
    descriptor = json.loads((release / "datapackage.json").read_bytes())
    descriptor["version"] = version
    rewrite(release, datapackage__json=json.dumps(descriptor))
    with pytest.raises(PublishingError, match=r"version .* cannot be published"):
        open_release(release)


def test_a_zip_that_holds_less_more_or_other_than_the_folder_is_refused(release):
    archive = release.with_name("small-1.0.0.zip")
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive, "a") as target:
        target.writestr("small-1.0.0/../evil", "x")
    with pytest.raises(PublishingError, match="is not of the release"):
        open_release(release)
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("small-1.0.0/changes.md", "x" * 100_000)
    with pytest.raises(PublishingError, match="missing or not as in the folder"):
        open_release(release)
    archive.write_bytes(whole[:-30])
    with pytest.raises(PublishingError, match="cannot be read"):
        open_release(release)


def test_the_assets_are_the_zip_its_checksum_the_top_and_the_tables(release):
    opened = open_release(rewrite(release, **{"odd name__md": "x", "things__csv": "another"}))
    names = [asset.digest.name for asset in list_assets(opened)]
    assert names[:2] == ["small-1.0.0.zip", "small-1.0.0.zip.sha256"]
    assert names[2:] == ["changes.md", "datapackage.json", "things.csv"]
    # Of two with one name the one at the top counts.
    assert list_assets(opened)[-1].path == opened.folder / "things.csv"


def test_the_content_is_the_same_whatever_doi_a_release_is_built_with(release):
    first = open_release(release)
    make_release(release.parents[1], "10.5072/zenodo.2")
    second = open_release(release)
    assert first.content == second.content
    assert first.sums != second.sums
    assert open_release(rewrite(release, **{"data/things__csv": "x\n"})).content != first.content


def test_versions_are_in_the_order_of_semantic_versioning():
    ordered = ["0.9.0", "0.10.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.11"]
    ordered += ["1.0.0", "1.0.1"]
    assert sort_versions(reversed(ordered)) == ordered


def test_a_build_with_the_same_doi_is_not_made_again_and_a_broken_one_is(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    command = (sys.executable, str(ROOT / "tests" / "small_release.py"))
    builder = Builder(command, checkout, checkout / "dist", "small-1.0.0")
    builder.build("10.5072/zenodo.1")
    stamp = (builder.folder / "datapackage.json").stat().st_mtime_ns
    assert builder.build("10.5072/zenodo.1").doi == "10.5072/zenodo.1"
    assert (builder.folder / "datapackage.json").stat().st_mtime_ns == stamp
    assert builder.build("10.5072/zenodo.2").doi == "10.5072/zenodo.2"
    (builder.folder / "changes.md").write_text("half", "utf-8")
    assert builder.build("10.5072/zenodo.2").version == "1.0.0"


def test_a_build_that_fails_or_is_not_there_is_said_in_one_line(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    for command, message in (
        ((sys.executable, "-c", "raise SystemExit(3)"), "exit code 3"),
        (("no-such-program",), "cannot be run"),
        ((sys.executable, "-c", ""), "cannot be read"),
    ):
        with pytest.raises(PublishingError, match=message):
            Builder(command, checkout, checkout / "dist", "small-1.0.0").build("10.5072/x")


def test_a_build_does_not_see_the_tokens(tmp_path, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    program = "import os; raise SystemExit(sum('TOKEN' in name for name in os.environ))"
    builder = Builder((sys.executable, "-c", program), checkout, tmp_path, "small-1.0.0")
    with pytest.raises(PublishingError, match="cannot be read"):
        builder.build("10.5072/x")
    assert "ZENODO_TOKEN" in os.environ


def test_metadata_are_those_of_datacite_with_markup_made_harmless(release):
    metadata = make_metadata(open_release(release))
    assert metadata["description"] == "<p>Things &amp; &lt;such&gt;.</p>"
    assert metadata["rights"] == [{"id": "cc-by-4.0"}]
    assert metadata["publication_date"] == "2026-11-21"
    assert [c["person_or_org"] for c in metadata["creators"]] == [
        {"type": "organizational", "name": "The contributors"},
        {"type": "personal", "family_name": "Doe", "given_name": "Jo"},
    ]


def test_metadata_of_another_version_or_of_no_form_are_refused(release):
    cite = json.loads((release / "metadata" / "datacite.json").read_bytes())
    for text, message in (
        (None, "has no metadata/datacite.json"),
        ("[]", "is not DataCite metadata"),
        (json.dumps({**cite, "version": "0.9.0"}), "another title or version"),
        (json.dumps({**cite, "creators": "x"}), "is not DataCite metadata"),
    ):
        opened = open_release(rewrite(release, **{"metadata/datacite__json": text}))
        with pytest.raises(PublishingError, match=message):
            make_metadata(opened)


# The states and the steps between them.


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
    assert doubtful["doubtful"] is states.Doubtful
    assert set(get_args(states.State)) == set(states.STATES)


def test_a_state_is_read_as_it_was_written(tmp_path):
    store = StateStore(tmp_path, "small", zenodo_states.STATES)
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
        '{"format": 2, "state": "Planned", "fields": {}}',
        '{"format": 1, "state": "Elsewhere", "fields": {}}',
        '{"format": 1, "state": "Planned", "fields": {"plan": {"name": "x"}}}',
        json.dumps(
            {
                "format": 1,
                "state": "Drafted",
                "fields": {
                    "plan": {"name": "x", "title": "x", "version": "1.0.0", "previous": None},
                    "record": 7,
                },
            }
        ),
    ],
)
def test_a_state_that_cannot_be_read_stops_the_run_and_nothing_is_guessed(tmp_path, text):
    (tmp_path / "small@1.0.0.json").write_text(text, "utf-8")
    with pytest.raises(PublishingError, match="no state that can be read"):
        StateStore(tmp_path, "small", zenodo_states.STATES).load("1.0.0")


# The policy and the client.


class Echo(Service):
    """A service that does nothing but answer."""

    def __init__(self):
        super().__init__()
        self.answer_next = Answer(200, {})

    def work(self, request):  # noqa: ARG002 - the same whatever is asked
        """Give the answer that a test has set."""
        return self.answer_next


@pytest.fixture
def echo():
    service = Echo()
    yield service
    service.close()
    assert service.complaints == []


@pytest.fixture
def client(echo, tmp_path):
    log = RequestLog(tmp_path / "log.jsonl")
    with connect(echo.address, Token("X_TOKEN", TOKEN), log, NOW, {}) as opened:
        yield opened


@pytest.fixture
def waits(monkeypatch):
    """Give the waits that were asked for, none of which takes place."""
    noted = []
    monkeypatch.setattr(Patience, "sleep", lambda _, seconds: noted.append(seconds))
    return noted


def in_ninety_seconds():
    return int(time.time()) + 90


# Made when the test runs: what is made when it is collected may be long ago by then.
@pytest.mark.parametrize(
    ("make_headers", "least", "most"),
    [
        (lambda: {"Retry_After": "7"}, 7, 7),
        (lambda: {"Retry_After": formatdate(in_ninety_seconds(), usegmt=True)}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 0, "X_RateLimit_Reset": in_ninety_seconds()}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 5, "X_RateLimit_Reset": in_ninety_seconds()}, 2, 3),
        (lambda: {"Retry_After": "soon"}, 2, 3),
    ],
)
def test_the_wait_is_the_one_asked_for(echo, client, waits, make_headers, least, most):  # noqa: PLR0913, PLR0917 - fixtures and a case
    echo.add_fault("GET", "/x", echo.refuse(429, **make_headers()))
    assert client.request("GET", "/x").status == 200
    (wait,) = waits
    assert least <= wait <= most


def test_waits_grow_and_end(echo, client, waits):
    echo.add_fault("GET", "/x", echo.refuse(500), times=100)
    with pytest.raises(PublishingError, match="status 500; 6 attempts"):
        client.request("GET", "/x")
    assert len(waits) == 5
    assert waits == sorted(waits)
    assert max(waits) <= NOW.longest_wait


def test_a_request_that_must_not_be_doubled_is_sent_once(echo, client):
    echo.add_fault("POST", "/x", echo.refuse(500), times=100)
    with pytest.raises(TryAgainError):
        client.request("POST", "/x", repeatable=False)
    echo.add_fault("POST", "/y", echo.lose, times=100)
    with pytest.raises(TryAgainError):
        client.request("POST", "/y", repeatable=False)
    assert echo.list_calls() == ["POST /x", "POST /y"]


def test_a_redirection_is_not_followed_with_the_token(echo, client):
    echo.answer_next = Answer(302, None, {"Location": "http://127.0.0.2:1/elsewhere"})
    with pytest.raises(RefusedError, match="status 302"):
        client.request("GET", "/x")


def test_a_reply_that_is_no_json_is_not_taken_for_success(echo, client):
    echo.answer_next = Answer(200, b"<html>")
    with pytest.raises(PublishingError, match="the reply is no JSON"):
        client.request("GET", "/x")


def test_neither_netrc_nor_a_representation_shows_another_or_this_secret(
    echo, client, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    client.request("GET", "/x")
    assert echo.log[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(Token("X_TOKEN", TOKEN))


@pytest.mark.parametrize(
    "api",
    ["http://zenodo.org/api", "ftp://zenodo.org", "https://a:b@zenodo.org", "zenodo.org", ""],
)
def test_no_token_is_sent_where_it_could_be_read(api):
    with pytest.raises(PublishingError, match="must be https"):
        require_safe(api)
    require_safe("https://zenodo.org/api")


def test_notes_too_long_for_github_are_cut_at_a_line():
    notes = compose_notes("New.", "- a row\n" * 50_000, None)
    assert len(notes) < 125_000
    assert notes.endswith("- a row\n\n… the whole is in the archive.")
