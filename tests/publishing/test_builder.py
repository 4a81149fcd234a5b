"""The build with a DOI, and the metadata made from it."""

import json
import os
import re
import sys

import pytest
from support.packages import ROOT
from support.service import TOKEN
from support.small_release import make_checkout, rewrite_release

from eventclaims.errors import EventClaimsError, PublishingError
from eventclaims.publishing.builder import Builder
from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.notes import compose_notes
from eventclaims.publishing.zenodo.metadata import make_metadata


def test_a_build_with_the_same_doi_is_used_and_a_broken_one_repeated(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    command = (sys.executable, str(ROOT / "tests" / "support" / "small_release.py"))
    builder = Builder(command, checkout, "small-1.0.0")
    builder.build("10.5072/zenodo.1")
    stamp = (builder.folder / "datapackage.json").stat().st_mtime_ns
    assert builder.build("10.5072/zenodo.1").doi == "10.5072/zenodo.1"
    assert (builder.folder / "datapackage.json").stat().st_mtime_ns == stamp
    assert builder.build("10.5072/zenodo.2").doi == "10.5072/zenodo.2"
    (builder.folder / "changes.md").write_text("half", "utf-8")
    assert builder.build("10.5072/zenodo.2").version == "1.0.0"


def test_a_build_that_fails_is_an_error(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    for command, message in (
        ((sys.executable, "-c", "raise SystemExit(3)"), "exit code 3"),
        (("no-such-program",), "cannot be run"),
        ((sys.executable, "-c", ""), "no such file"),
    ):
        with pytest.raises(EventClaimsError, match=message):
            Builder(command, checkout, "small-1.0.0").build("10.5072/x")


def test_a_build_does_not_see_the_tokens(tmp_path, monkeypatch):
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    checkout = make_checkout(tmp_path / "checkout", "1.0.0")
    program = "import os; raise SystemExit(sum('TOKEN' in name for name in os.environ))"
    builder = Builder((sys.executable, "-c", program), checkout, "small-1.0.0")
    with pytest.raises(EventClaimsError, match="no such file"):
        builder.build("10.5072/x")
    assert "ZENODO_TOKEN" in os.environ


def test_metadata_are_those_of_datacite_with_escaped_markup(small):
    metadata = make_metadata(open_release(small))
    assert metadata["description"] == "<p>Things &amp; &lt;such&gt;.</p>"
    assert metadata["rights"] == [{"id": "cc-by-4.0"}]
    assert metadata["publication_date"] == "2026-11-21"
    assert [c["person_or_org"] for c in metadata["creators"]] == [
        {"type": "organizational", "name": "The contributors"},
        {"type": "personal", "family_name": "Doe", "given_name": "Jo"},
    ]


def test_metadata_of_another_version_or_form_are_refused(small):
    cite = json.loads((small / "metadata" / "datacite.json").read_bytes())
    for text, message in (
        (None, r"^metadata/datacite\.json: is missing"),
        ("[]", "is not DataCite metadata"),
        (json.dumps({**cite, "version": "0.9.0"}), "version"),
        (json.dumps({**cite, "creators": "x"}), "is not DataCite metadata"),
    ):
        opened = open_release(rewrite_release(small, **{"metadata/datacite__json": text}))
        with pytest.raises(PublishingError, match=message):
            make_metadata(opened)


def test_notes_too_long_for_github_are_cut_at_a_line():
    notes = compose_notes("New.", "- a row\n" * 50_000, None)
    assert len(notes) < 125_000
    assert re.search(r"\n- a row\n\n… .*archive\.$", notes)
