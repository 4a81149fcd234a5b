"""counts.csv of a release: claims and statements by type, group and channel."""

from collections import Counter
from collections.abc import Iterator

from eventclaims.documentation.claim_counts import (
    SAME_CONTENT,
    SAME_UTTERANCE,
    Category,
    count_units,
)
from eventclaims.documentation.coded_claims import ONLY_CODED, read_codings
from eventclaims.package import standard
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.tables.canonical import format_record

_TABLES = {
    "claims": {"claim_id", "statement_id", "claim_type"},
    "statements": {"statement_id", "speaker_id", "channel"},
    "claim_links": {"claim_id", "relation", "to_claim_id"},
    "actors": {"actor_id", "name"},
}


def make_counts(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `counts.csv`, in a package of event claims with the tables that are counted.

    The columns `first` and `second` count the two codings before adjudication, and are empty
    without them. Their groups are matched by the spans of names; those without a match are counted
    together.
    """
    tables = {table.name: table.rows for table in release.select_tables(_TABLES)}
    if not tables:
        return
    labels = {name: release.get_labels(name) for name in ("claim_type", "channel")}
    labels["group"] = {row["actor_id"]: row["name"] for row in tables["actors"]}
    labels["group"][ONLY_CODED] = "Groups of a coding without a match in the dataset"
    counted_as = {
        name: standard.map_to_broader(release.codelists.get(name, ()))
        for name in ("claim_type", "channel")
    }
    codings = _count_codings(release, counted_as)
    columns = {
        "first": codings.get("first"),
        "second": codings.get("second"),
        "settled": (settled := count_units(tables, counted_as)),
        "utterances": count_units(tables, counted_as, SAME_UTTERANCE),
        "contents": count_units(tables, counted_as, SAME_CONTENT),
    }
    categories = {category for counts in columns.values() for category in counts or ()}
    rows = [
        [
            *category,
            labels[category.by].get(category.value, "Unknown"),
            *(_show(category, name, counts) for name, counts in columns.items()),
        ]
        for category in sorted(categories, key=lambda found: (found[:2], -settled[found], found))
    ]
    title = (
        "Claims and statements by type, group and channel: in both codings, settled, and with "
        "repetitions counted once as utterances and as contents."
    )
    header = ["unit", "by", "category", "label", *columns]
    text = "".join(map(format_record, [header, *rows]))
    yield ReleaseFile("counts.csv", title, text.encode())


def _show(category: Category, column: str, counts: Counter[Category] | None) -> str:
    """Return a cell: empty without a coding, and for contents of statements, which have several."""
    if counts is None or (column == "contents" and category.unit == "statements"):
        return ""
    return str(counts[category])


def _count_codings(
    release: ReleaseInput, counted_as: dict[str, dict[str, str]]
) -> dict[str, Counter[Category]]:
    """Return the counts of both codings of the documents, with the actors of the dataset."""
    return {
        coder: count_units(coding.tables, counted_as | {"group": coding.groups})
        for coder, coding in read_codings(release.package.root).items()
    }
