"""Flat sheets: claims, statements and events, one wide row each, with what their ids stand for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from eventclaims.release.files import ReleaseFile
from eventclaims.release.flat.claims import list_claim_columns
from eventclaims.release.flat.events import list_event_columns
from eventclaims.release.flat.joins import (
    Column,
    count_types,
    find_rows,
    group,
    join_table,
    list_ids,
    list_named,
    make_schema,
)
from eventclaims.release.formats.cells import unsupported
from eventclaims.release.release_input import ReleaseInput, ReleaseTable
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import is_formula

_FORM = "Flat sheet"
_ABOUT = (
    "One wide sheet, made from the tables: each code has its label beside it, and each id what it "
    "stands for. A cell of several values has a semicolon and a space between them; a name with a "
    "semicolon of its own stands in double quotes."
)
_POOLED = "Pooled over all claims of the statement; `claims_flat` has them one by one."


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make the flat sheets of claims, statements and events, each with its Table Schema.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        `flat/claims_flat.csv`, `flat/statements_flat.csv`, `flat/events_flat.csv` and a schema
        beside each; nothing for a table that the edition has not.

    Raises:
        EventClaimsError: If a spreadsheet would run a cell as a formula, or two columns have one
            name.
    """
    del files
    for name, list_columns, purpose in _SHEETS:
        table = release_input.get_table(name)
        if table:
            yield from _make_sheet(table, list_columns(release_input, table), purpose)


def _make_sheet(
    table: ReleaseTable, columns: Iterable[Column], purpose: str
) -> Iterator[ReleaseFile]:
    columns = tuple(columns)
    names = [column.field["name"] for column in columns]
    (most_common, count), *_ = Counter(names).most_common(1)
    if count > 1:
        raise unsupported(_FORM, table.name, most_common, "two columns would have this name")
    lines = [format_record(names)]
    for row in table.rows:
        cells = [column.read(row) for column in columns]
        odd = next(
            (name for name, cell in zip(names, cells, strict=True) if is_formula(cell)), None
        )
        if odd is not None:
            raise unsupported(_FORM, table.name, odd, "a spreadsheet would run a cell as a formula")
        lines.append(format_record(cells))
    name, title = f"{table.name}_flat", f"{table.title}, flat"
    schema = make_schema(name, title, _ABOUT, table.key, [column.field for column in columns])
    content = "".join(lines).encode()
    described = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    yield ReleaseFile(f"flat/{name}.csv", f"{table.title} in one wide sheet: {purpose}.", content)
    yield ReleaseFile(f"flat/{name}.schema.json", f"{title}: Table Schema.", described.encode())


def _list_statement_columns(release_input: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    key = table.key[0]
    claims = group(find_rows(release_input, "claims"), "statement_id")
    yield from join_table(release_input, table)
    yield from count_types(release_input, claims, key, "that the statement holds")
    yield from list_named(
        "target",
        "Targets",
        "Ids of the actors at which claims of the statement are aimed, or of which they speak. "
        f"{_POOLED}",
        lambda row: [claim.get("target_id", "") for claim in claims.get(row[key], ())],
        {row["actor_id"]: row["name"] for row in find_rows(release_input, "actors")},
    )
    yield from list_named(
        "event",
        "Events",
        f"Ids of the events that claims of the statement are about. {_POOLED}",
        lambda row: [claim.get("event_id", "") for claim in claims.get(row[key], ())],
        {row["event_id"]: row["title"] for row in find_rows(release_input, "events")},
        ending="titles",
    )
    evidence = group(
        (row for row in find_rows(release_input, "evidence") if row["table"] == table.name),
        "record_id",
    )
    yield list_ids(
        "evidence",
        "Evidence",
        "Ids of the spans of the document from which the statement was coded.",
        lambda row: [span["evidence_id"] for span in evidence.get(row[key], ())],
    )


# The table of each sheet, what gives its columns, and what the sheet is for.
_SHEETS = (
    (
        "claims",
        list_claim_columns,
        "who says what of whom, by when, on whose behalf, by which document",
    ),
    (
        "statements",
        _list_statement_columns,
        "who spoke when; targets and events are pooled over the claims of each",
    ),
    ("events", list_event_columns, "who took part, how many, who speaks of it"),
)
