"""Both codings of a row and how they were settled, on its page."""

import pytest
from support import sites
from support.editing import change
from support.runs import add_run

from eventclaims.package.opening import open_package
from eventclaims.site.codings import describe_codings
from eventclaims.site.edition import make_edition

HOSTILE = '<img src=x onerror=alert(1)> \u202e</script> "'
LOG = {
    "adjudication_id": "ADJ-0002",
    "source_id": "SRC-0001",
    "table": "claims",
    "first_id": "CLM-0001",
    "second_id": "CLM-0001",
    "field": "claim_type",
    "first_value": "responsibility",
    "second_value": "threat",
    "settled": "first",
    "reason": "The speaker names a past act.",
}


@pytest.fixture
def coded(full_copy, add_codings):
    """Give a package with two codings, whose second one has a threat in place of another type."""
    change(full_copy, "adjudications", lambda rows: [*rows, LOG])
    return add_codings(full_copy)


def read(package):
    """Return the edition of a package."""
    with open_package(package) as opened:
        return make_edition(opened)


def list_lines(edition, table, record):
    """Return the differing fields of a row as texts by round and field."""
    rounds = describe_codings(edition.rows, table, edition.row_codings[table, record])
    return {
        (each.name, line.name.text): tuple(
            "".join(piece.text for piece in pieces)
            for pieces in (line.first, line.second, line.settled, line.decision)
        )
        for each in rounds
        for line in each.lines
    }


def test_a_field_that_differs_has_both_values_that_of_the_dataset_and_the_reason(coded):
    lines = list_lines(read(coded), "claims", "CLM-0001")
    assert lines["data/coding", "Claim type"] == (
        "Claim of responsibility",
        "Threat",
        "Claim of responsibility",
        "First. The speaker names a past act. ADJ-0002",
    )
    issues = lines["data/coding/variables", "Claim issues"]
    assert issues[1] != issues[0] == issues[2]
    assert issues[3] == ""


def test_a_row_without_differences_says_so_and_ids_are_those_of_the_dataset(coded):
    edition = read(coded)
    (first, _) = describe_codings(edition.rows, "claims", edition.row_codings["claims", "CLM-0002"])
    assert first.words.startswith("CLM-0002 in both codings; all ")
    assert first.lines == ()


def test_a_row_of_one_coding_and_a_reference_without_a_match_are_named(coded):
    folder = coded / "data" / "coding" / "second"
    claims = (folder / "claims.csv").read_text("utf-8").splitlines(keepends=True)
    (folder / "claims.csv").write_text(
        "".join(line for line in claims if not line.startswith("CLM-0003,")), "utf-8"
    )
    edition = read(coded)
    rounds = describe_codings(edition.rows, "claims", edition.row_codings["claims", "CLM-0003"])
    assert rounds[0].words == "Only the first coding has this row, as CLM-0003."
    lines = list_lines(edition, "claims", "CLM-0003")
    assert lines["data/coding", "The row as a whole"] == ("coded", "not coded", "coded", "")


def test_the_page_of_a_row_and_of_its_adjudication_lead_to_each_other(coded, tmp_path):
    site = sites.build(coded, tmp_path / "site")
    assert sites.list_broken(site) == []
    name = "1.0.0/claims/CLM-0001.html"
    text = sites.read_text(site, name)
    assert "Claim type Claim of responsibility Threat Claim of responsibility First." in text
    assert "../adjudications/ADJ-0002.html" in sites.read_pages(site)[name].links
    log = sites.read_pages(site)["1.0.0/adjudications/ADJ-0002.html"]
    assert "../claims/CLM-0001.html" in log.links


def test_two_runs_are_a_round_and_settled_passages_and_words_are_shown(full_copy):
    add_run(full_copy, "RUN-0007", change=("claims.csv", ",threat,", ",warning,"))
    add_run(full_copy, "RUN-0008", change=("claims.csv", "will strike again", "threatens"))
    settled = LOG | {"first_id": "CLM-0002", "second_id": "CLM-0002"}
    summaries = ("Group A will strike again.", "Group A threatens.")
    rows = [
        {"first_value": "warning", "second_value": "threat", "settled": "second"},
        {"field": "summary", "first_value": summaries[0], "second_value": summaries[1]},
        {"field": "summary", "first_value": "Of another round.", "second_value": summaries[1]},
    ]
    log = [settled | row | {"adjudication_id": f"ADJ-000{n}"} for n, row in enumerate(rows, 2)]
    change(full_copy, "adjudications", lambda known: [*known, *log])
    edition = read(full_copy)
    name = "data/coding/RUN-0007-RUN-0008"
    (found,) = describe_codings(edition.rows, "claims", edition.row_codings["claims", "CLM-0002"])
    assert found.name == name
    assert "of" in found.words
    lines = list_lines(edition, "claims", "CLM-0002")
    assert lines[name, "Claim type"] == (
        *("Warning", "Threat", "Threat"),
        "Second. The speaker names a past act. ADJ-0002",
    )
    assert lines[name, "Summary"] == (
        *(summaries[0], summaries[1], summaries[0]),
        "First. The speaker names a past act. ADJ-0003",
    )
    assert len(lines) == 2


def test_a_package_without_codings_shows_none(full):
    edition = read(full)
    assert edition.row_codings == {}
    assert edition.adjudicated == {}


def test_hostile_reasons_and_values_are_text(coded, tmp_path):
    change(
        coded, "adjudications", lambda rows: [r | {"reason": HOSTILE + "x" * 10_000} for r in rows]
    )
    path = coded / "data" / "coding" / "second" / "claims.csv"
    path.write_text(path.read_text("utf-8").replace(",threat,", ",<img src=x>\u202e,"), "utf-8")
    change(
        coded,
        "adjudications",
        lambda rows: [r | {"second_value": "<img src=x>\u202e"} for r in rows],
    )
    site = sites.build(coded, tmp_path / "site")
    page = sites.read_pages(site)["1.0.0/claims/CLM-0001.html"]
    assert not {"onerror", "src"} & page.attributes
    text = sites.read_text(site, "1.0.0/claims/CLM-0001.html")
    assert "<img src=x>\\u202e" in text
    assert "x" * 10_000 in text
