"""Read two codings with what both started from, and give the same row one name in both."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eventclaims.coding.codings import Codings, read_codings
from eventclaims.coding.runs import BASE, find_coding, is_run_id
from eventclaims.coding.units import get_document_hash
from eventclaims.comparison.parts import find_owner
from eventclaims.errors import PackageError
from eventclaims.evidence.texts import Texts, read_texts
from eventclaims.exchange.entries import CodingError, Row
from eventclaims.exchange.layout import SheetPlan, list_coded, plan_sheets
from eventclaims.exchange.rows import Rows, join_key, make_labels
from eventclaims.importing import ids
from eventclaims.package.model import Package
from eventclaims.tables.cells import read_number
from eventclaims.tables.records import read_rows

EVIDENCE = "evidence"
SIDES = ("A", "B")
# Between the side and the id in the name of a row that only the codings have.
_OF = ":"
Place = tuple[str, str]
"""A table and the name of a row in it."""
Names = Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class Side:
    """A coding.

    Attributes:
        name: The id of the run, or the path of the folder in the package.
        tables: Its rows by table.
        labels: The labels of its rows by table and id.
        names: The name of each of its rows with an id, by table and id; see `pair_rows`.
    """

    name: str
    tables: dict[str, Rows]
    labels: dict[str, dict[str, str]]
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def rename(self, plan: SheetPlan, row: Row) -> Row:
        """Return a row with names in place of the ids of rows."""
        return rename(plan, row, self.names)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two codings of the same documents.

    Attributes:
        package: The package.
        plans: The coded tables.
        sides: Both codings.
        base: The rows from which both coders started, by table; none for codings without them.
        codings: Their units.
        hashes: The SHA-256 of each file of both, by side and path.
        texts: The texts of the documents, to show and find passages; None without them.
    """

    package: Package
    plans: list[SheetPlan]
    sides: tuple[Side, Side]
    base: dict[str, Rows]
    codings: Codings
    hashes: dict[str, str]
    texts: Texts | None = None

    @property
    def mains(self) -> list[SheetPlan]:
        """The tables whose rows are settled; the others are their parts and their evidence."""
        return [plan for plan in self.plans if not self.is_part(plan)]

    def is_part(self, plan: SheetPlan) -> bool:
        """Return whether the rows of a table belong to rows of another coded table."""
        owner = find_owner(plan.table)
        return plan.name == EVIDENCE or any(owner == other.name for other in self.plans)

    def find_owner(self, plan: SheetPlan, row: Row) -> Place:
        """Return the table and the name of the row to which a row with names belongs."""
        if plan.name == EVIDENCE:
            return row["table"], row["record_id"]
        if self.is_part(plan):
            return find_owner(plan.table), row[plan.table.key[0]]
        return plan.name, join_key(plan, row)

    def list_parts(self, plan: SheetPlan) -> list[SheetPlan]:
        """Return the tables with parts of the rows of a table, its evidence the last."""
        parts = [other for other in self.plans if find_owner(other.table) == plan.name]
        return [*parts, *(other for other in self.plans if other.name == EVIDENCE)]


def read_sides(package: Package, names: Sequence[str], texts: Path | None = None) -> Sides:
    """Read two codings.

    Args:
        package: The opened package.
        names: For each coding, its name; see `name_coding`.
        texts: Folder of the texts, may be None.

    Raises:
        CodingError: If the two runs did not start from the same rows.
        EventClaimsError: If a coding cannot be read.
    """
    plans = list_coded(plan_sheets(package))
    folders = [_find_folder(package, name) for name in names]
    codings = read_codings(*folders)
    base = _read_base(plans, names, folders)
    found = []
    for name, folder in zip(names, folders, strict=True):
        tables = {plan.name: _read_rows(plan, folder) for plan in plans}
        found.append(Side(name, tables, make_labels(plans, tables)))
    hashes = {
        f"{side}/{path.relative_to(folder).as_posix()}": hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for side, folder in zip(SIDES, folders, strict=True)
        for path in sorted(folder.rglob("*.csv"))
    }
    read = Texts(read_texts(texts)) if texts else None
    sides = Sides(package, plans, (found[0], found[1]), base, codings, hashes, read)
    for side in sides.sides:
        _leave_out_others(sides, side)
    pair_rows(sides)
    return sides


def name_coding(package: Package, name: str) -> str:
    """Return the name of a coding: the id of a run, or a folder, inside the package from there."""
    if is_run_id(name):
        return name
    folder = Path(name).resolve()
    inside = folder.is_relative_to(package.root)
    return folder.relative_to(package.root).as_posix() if inside else folder.as_posix()


def _find_folder(package: Package, name: str) -> Path:
    folder = find_coding(str(package.root), name) if is_run_id(name) else package.root / name
    if not folder.is_dir():
        raise PackageError(f"{name}: no folder of a coding")
    return folder


def read_words(sides: Sides, number: int, passage: Row) -> str:
    """Return the words of a passage of a coding; empty without its text."""
    rows = sides.sides[number].tables["sources"]
    source = next((row for row in rows if row["source_id"] == passage["source_id"]), None)
    if sides.texts is None or source is None:
        return ""
    sha256 = source.get("text_sha256", "")
    text = sides.texts.match(source.get("text_name", ""), sha256)
    if text is None or text.sha256 != sha256:
        return ""
    return text.content[read_number(passage["start"]) : read_number(passage["end"])]


def _read_rows(plan: SheetPlan, folder: Path) -> Rows:
    """Return the rows of a table of a coding with all columns of the package."""
    path = folder / f"{plan.name}.csv"
    if not path.is_file():
        return []
    _, rows = read_rows(path)
    return [{name: row.get(name, "") for name in plan.table.fields} for row in rows]


def _read_base(
    plans: Sequence[SheetPlan], names: Sequence[str], folders: Sequence[Path]
) -> dict[str, Rows]:
    """Return the rows from which both coders started."""
    first, second = (
        {plan.name: _read_rows(plan, folder / BASE) for plan in plans} for folder in folders
    )
    differing = next((name for name in first if first[name] != second[name]), None)
    if differing:
        raise CodingError(
            f"{names[0]} and {names[1]} did not start from the same rows of {differing}; write the "
            "files of both coders from the same state of the package"
        )
    return first


def _leave_out_others(sides: Sides, side: Side) -> None:
    """Remove the new rows of documents that only one of both runs has coded."""
    documents = sides.codings.documents
    if documents is None:
        return
    tables, base = side.tables, sides.base
    inside = {
        row["source_id"]: get_document_hash(row) in documents
        for row in tables.get("sources", ())
        if row.get("kind") == "document"
    }
    places: dict[tuple[str, str], list[bool]] = {}
    for row in tables.get(EVIDENCE, ()):
        is_inside = inside.get(row["source_id"], True)
        places.setdefault((row["table"], row["record_id"]), []).append(is_inside)
    for row in tables.get("actor_names", ()):
        own = places.get(("actor_names", row["name_id"]), [])
        places.setdefault(("actors", row["actor_id"]), []).extend(own)
    for id_, is_inside in inside.items():
        places["sources", id_] = [is_inside]
    for plan in sides.plans:
        known = {tuple(row.values()) for row in base[plan.name]}
        given = {row[plan.table.key[0]] for row in base[plan.name] if ids.has_ids(plan.table)}
        owner = find_owner(plan.table) or plan.name
        kept = []
        for row in tables[plan.name]:
            is_given = tuple(row.values()) in known or row[plan.table.key[0]] in given
            found = places.get((owner, row[plan.table.key[0]]), [])
            if plan.name == EVIDENCE or (plan.has_passages and not found):
                found = [inside.get(row["source_id"], True)]
            if is_given or not found or any(found):
                kept.append(row)
        tables[plan.name] = kept


def pair_rows(sides: Sides) -> None:
    """Give each row with an id a name that is the same in both codings if the row is the same.

    A row from which both started has its id. A new row that both have is named after that of A.
    Rows are the same if they have the same id in the base, if their passages overlap, or, without
    a passage, if all their cells are equal.
    """
    first, second = sides.sides
    matched = sides.codings.match()[0] if sides.mains else {}
    pairs = {
        (plan.name, a.record): b.record
        for plan in sides.mains
        for a, b in matched.get(plan.name, ())
    }
    for plan in filter(lambda plan: ids.has_ids(plan.table), sides.plans):
        (key,) = plan.table.key
        given = {row[key] for row in sides.base[plan.name]}
        mine, others = (
            dict.fromkeys(row[key] for row in side.tables[plan.name]) for side in sides.sides
        )
        for side, own in zip(sides.sides, (mine, others), strict=True):
            side.names.update({(plan.name, id_): id_ for id_ in own if id_ in given})
        for a in mine:
            b = pairs.get((plan.name, a), "")
            if b in others and a not in given and b not in given:
                name = _name(0, a)
                first.names[plan.name, a] = second.names[plan.name, b] = name
            elif b in others and a in given and b not in given and a not in others:
                second.names[plan.name, b] = a
            elif b in given and a not in given and b not in mine:
                first.names[plan.name, a] = b
    for plan in filter(lambda plan: ids.has_ids(plan.table), sides.plans):
        _pair_equal(plan, sides)


def _pair_equal(plan: SheetPlan, sides: Sides) -> None:
    """Name the other rows of a table; equal rows without a passage get the same name."""
    (key,) = plan.table.key
    known: dict[tuple[str, ...], str] = {}
    codings = (sides.codings.first, sides.codings.second)
    for number, (side, coding) in enumerate(zip(sides.sides, codings, strict=True)):
        placed = {unit.record for unit in coding.get(plan.name, ())}
        for row in side.tables[plan.name]:
            place = (plan.name, row[key])
            if place in side.names:
                continue
            derived = {column.name for column in plan.columns if column.is_derived}
            cells = side.rename(plan, row)
            content = tuple(cells[name] for name in cells if name not in {key, *derived})
            side.names[place] = own = _name(number, row[key])
            if row[key] in placed:
                continue
            if number:
                side.names[place] = known.pop(content, own)
            else:
                known[content] = own


def _name(number: int, id_: str) -> str:
    return f"{SIDES[number]}{_OF}{id_}"


def is_new(name: str) -> bool:
    """Return whether a name is that of a row that only the codings have."""
    return name[1:2] == _OF


def rename(plan: SheetPlan, row: Row, names: Names) -> Row:
    """Return a row with names in place of its id and of the ids of other rows."""
    renamed = dict(row)
    for column, table in list_id_columns(plan, row):
        renamed[column] = names.get((table, row[column]), row[column])
    return renamed


def list_id_columns(plan: SheetPlan, row: Row) -> Iterator[tuple[str, str]]:
    """Yield each column of a row with the id of a row, and the table of that row."""
    if ids.has_ids(plan.table):
        yield plan.table.key[0], plan.name
    for column in plan.columns:
        if column.target and row.get(column.name):
            yield column.name, column.target
    if {"table", "record_id"} <= {*plan.table.fields}:
        yield "record_id", row["table"]
