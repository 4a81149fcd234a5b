"""Read what an annotator has changed in an annotation tool."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NamedTuple

from eventclaims.evidence.spans import describe_span, has_span
from eventclaims.evidence.texts import read_texts
from eventclaims.exchange.annotations import hypothesis
from eventclaims.exchange.annotations.layers import EVIDENCE, EVIDENCE_ID, SPAN, Layer, plan_layers
from eventclaims.exchange.annotations.manifest import (
    CAS,
    ExportManifest,
    find_manifest,
    read_manifest,
)
from eventclaims.exchange.annotations.passages import Returned, ReturnedFile
from eventclaims.exchange.annotations.positions import anchor
from eventclaims.exchange.coding import Reader
from eventclaims.exchange.entries import CodingError, EnteredTable, Entries, EntryError, Fault, Row
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.rows import make_labels, make_registry, read_plans
from eventclaims.importing import ids
from eventclaims.importing.cells import clean
from eventclaims.package.standard import SPAN_TABLES

_LONGEST_COMMENT = 200
Trouble = tuple[str, str]
"""The problem that prevents the import of a row, and its hint."""


def make_reader(tool: str, texts: Path, manifest: Path | None = None) -> Reader:
    """Return what reads the files of a format.

    Args:
        tool: The format, such as `CAS`.
        texts: Folder of the texts of the documents.
        manifest: The manifest of the export; by default it is looked for beside the file.
    """
    read_files = hypothesis.read_files
    if tool == CAS:
        from eventclaims.exchange.annotations import cas_reading  # noqa: PLC0415 - of an extra

        read_files = cas_reading.read_files

    def read(path: Path, plans: Sequence[SheetPlan]) -> Entries:
        exported = read_manifest(manifest or find_manifest(path), tool)
        contents = _read_texts(exported, texts)
        layers = plan_layers(plans)
        returned = read_files(path, exported, layers, contents)
        if len(returned.users) > 1:
            raise CodingError(
                f"{path.name}: the work of several coders, {', '.join(sorted(returned.users))}; "
                "import that of each separately"
            )
        return _make_entries(exported, returned, plans, layers, contents)

    return read


def _read_texts(manifest: ExportManifest, folder: Path) -> dict[str, str]:
    """Return the text of each exported document."""
    found = {text.sha256: text.content for text in read_texts(folder)}
    contents = {}
    for id_, sha256 in manifest.hashes.items():
        if sha256 not in found:
            raise CodingError(f"{id_}: the folder does not contain the text that was exported")
        contents[id_] = found[sha256]
    return contents


class _Edit(NamedTuple):
    """A cell that an annotation states otherwise than the exported row."""

    place: str
    value: str


@dataclass(slots=True)
class _Work:
    """The sources of the rows, and the rows that were made so far."""

    entries: Entries
    manifest: ExportManifest
    texts: Mapping[str, str]
    registry: ids.Registry
    # Of new rows: two annotations can have the same place.
    numbers: Iterator[int]
    # The exported rows of each layer, by id.
    records: Mapping[str, Mapping[str, Row]]
    labels: Mapping[str, Mapping[str, str]]
    # By table and id of the coded row: its edited cells, and where it is first named.
    edits: dict[tuple[str, str], dict[str, _Edit]] = field(default_factory=dict)
    first: dict[tuple[str, str], str] = field(default_factory=dict)
    conflicts: dict[tuple[str, str], list[tuple[str, str, str]]] = field(default_factory=dict)


def _make_entries(
    manifest: ExportManifest,
    read: ReturnedFile,
    plans: Sequence[SheetPlan],
    layers: Sequence[Layer],
    texts: Mapping[str, str],
) -> Entries:
    """Return the tables as the annotator has left them.

    A passage of a document of the file that did not come back is removed. Documents that the file
    is not about, and rows without a passage, stay as they are.
    """
    _check_base(manifest, plans)
    entries = Entries(manifest.origin, manifest.base, {})
    entries.notes.extend(read.notes)
    for fault in read.faults:
        entries.faults.add(fault)
    with_passages = {
        row["source_id"]
        for name in SPAN_TABLES
        for row in manifest.base.get(name, ())
        if has_span(row)
    }
    for id_ in sorted(({*manifest.hashes} & with_passages) - read.documents):
        entries.notes.append(f"{id_}: not in the file; its passages stay as they are")
    records = {
        layer.name: {row.get(key, ""): row for row in manifest.base.get(layer.name, ())}
        for layer in layers
        if layer.key
        for key in layer.plan.table.key
    }
    labels = make_labels(plans, manifest.base)
    registry = make_registry(plans, manifest.base, read_plans(plans))
    work = _Work(entries, manifest, texts, registry, count(), records, labels)
    for spans in _unique(layer.spans for layer in layers):
        own = [one for one in read.annotations if one.layer.spans is spans]
        make = _make_evidence if spans.name == EVIDENCE else _make_uncoded
        entries.sheets[spans.name] = make(work, spans, own, read.documents)
    for plan in _unique(layer.plan for layer in layers if layer.key):
        _make_records(work, plan)
    return entries


def _check_base(manifest: ExportManifest, plans: Sequence[SheetPlan]) -> None:
    for plan in plans:
        rows = manifest.base.get(plan.name)
        if rows is None or any({*row} != {*plan.table.fields} for row in rows[:1]):
            raise CodingError(
                f"{plan.name}: the package had other columns when it was exported; export again "
                "and annotate there"
            )


def _unique(plans: Iterable[SheetPlan]) -> list[SheetPlan]:
    return list({plan.name: plan for plan in plans}.values())


def _start(plan: SheetPlan) -> EnteredTable:
    return EnteredTable(plan, plan.name, {column: column for column in plan.table.fields}, {})


def _make_evidence(
    work: _Work, spans: SheetPlan, annotations: Sequence[Returned], documents: set[str]
) -> EnteredTable:
    table = _start(spans)
    base = {row[EVIDENCE_ID]: row for row in work.manifest.base.get(spans.name, ())}
    returned: dict[str, str] = {}
    for one in annotations:
        id_ = one.features.get(EVIDENCE_ID, "")
        before = base.get(id_)
        if id_ in returned:
            problem = f"{returned[id_]} has the same {EVIDENCE_ID}"
            hint = f"a new annotation has no {EVIDENCE_ID}; delete it in one of them"
            _add_fault(work, f"{spans.name}: {one.place}", id_, problem, hint)
            continue
        if id_ and (before is None or not has_span(before)):
            problem = f"no exported row of {spans.name} has this id"
            hint = "restore the id, or delete it if the annotation is new"
            _add_fault(work, f"{spans.name}: {one.place}", id_, problem, hint)
            continue
        if id_:
            returned[id_] = one.place
        place = f"{id_ or 'new'}, {one.place}"
        record, trouble = _find_record(work, one, before)
        cells = _state_passage(one, before)
        cells |= {"table": one.layer.name, "record_id": record}
        if not id_:
            cells[EVIDENCE_ID] = work.registry.get(spans.table, f"{next(work.numbers)}")
        line = _place(work, table, one, cells, before, place)
        if trouble:
            work.entries.faults.add(table.make_fault(line, "record_id", record, *trouble))
        _note_comment(work, one, place, before)
    # The exported passages of these documents that did not come back were deleted.
    for id_, row in base.items():
        if id_ not in returned and not (row["source_id"] in documents and has_span(row)):
            table.add(_reduce(spans, row), id_)
    return table


def _make_uncoded(
    work: _Work, spans: SheetPlan, annotations: Sequence[Returned], documents: set[str]
) -> EnteredTable:
    table = _start(spans)
    rows = work.manifest.base.get(spans.name, ())
    base = {(row["source_id"], row["start"], row["end"]): row for row in rows}
    for one in annotations:
        cells, place = _state_passage(one, None), one.place
        _place(work, table, one, cells, None, place, base)
    for row in rows:
        if row["source_id"] not in documents:
            table.add(_reduce(spans, row), "/".join(row[name] for name in spans.table.key))
    return table


def _state_passage(one: Returned, before: Row | None) -> Row:
    """Return the cells of a row of spans without its place, as an annotation states them."""
    cells = _reduce(one.layer.spans, before or {})
    for feature in one.layer.features:
        if feature.of_passage and feature.name in one.features:
            cells[feature.column.name] = _keep(
                one.features[feature.name], cells.get(feature.column.name, "")
            )
    return cells


def _place(  # noqa: PLR0913, PLR0917 - the row, and where it comes from
    work: _Work,
    table: EnteredTable,
    one: Returned,
    cells: Row,
    before: Row | None,
    place: str,
    base: Mapping[tuple[str, str, str], Row] | None = None,
) -> int:
    """Add a row of spans with its place in the text, or with a fault; return its number."""
    text = work.texts[one.source_id]
    try:
        start, end = anchor(text, one.quote)
    except EntryError as error:
        line = table.add(cells | {"source_id": one.source_id}, place)
        found = table.make_fault(line, "start", one.quote.exact, error.problem, error.hint)
        work.entries.faults.add(found)
        return line
    if one.quote.start is not None and one.quote.start != start:
        work.entries.notes.append(
            f"{table.plan.name} {place}: the passage is at {start}-{end}, not at "
            f"{one.quote.start}; its words decide"
        )
    position = dict(zip(SPAN, (one.source_id, str(start), str(end)), strict=True))
    if base is not None:
        before = base.get((one.source_id, str(start), str(end)))
    is_same = before is not None and all(before[name] == position[name] for name in SPAN)
    described = {} if is_same else describe_span(text, start, end, before)
    return table.add(cells | position | described, place)


def _find_record(work: _Work, one: Returned, before: Row | None) -> tuple[str, Trouble | None]:
    """Return the id of the row that an annotation supports, and keep the cells that it edits."""
    layer, records = one.layer, work.records[one.layer.name]
    was_for = before["record_id"] if before else ""
    id_ = one.features.get(layer.key, was_for).strip()
    cells = {
        feature.column.name: one.features[feature.name]
        for feature in layer.features
        if not feature.of_passage and feature.name != layer.key and feature.name in one.features
    }
    if before is None:
        # A new annotation of a row states only what it changes.
        cells = {name: value for name, value in cells.items() if value.strip()}
    if not id_ and before:
        problem, hint = "the id of the row was deleted", f"restore {was_for}"
        return was_for, (problem, f"{hint}, or delete the annotation")
    if not id_ and not cells:
        problem = f"the annotation names no row of {layer.name}, and no cells of a new one"
        return "", (problem, f"enter {layer.key}, or the cells of a new row")
    if not id_:
        id_ = work.registry.get(layer.plan.table, f"{next(work.numbers)}")
    # What differs from the row that the annotation was exported with is an edit.
    has_moved = before is not None and (before["table"], was_for) != (layer.name, id_)
    was = work.records[before["table"]].get(was_for, {}) if before and has_moved else {}
    was = was or records.get(id_, {})
    place = (layer.name, id_)
    work.first.setdefault(place, one.place)
    edits = work.edits.setdefault(place, {})
    for name, value in cells.items():
        kept = _keep(value, was.get(name, ""))
        if kept == was.get(name, ""):
            continue
        earlier = edits.setdefault(name, _Edit(one.place, kept))
        if earlier.value != kept:
            problem = f"{earlier.place} states `{earlier.value}` for the same row"
            work.conflicts.setdefault(place, []).append((name, kept, problem))
    return id_, None


def _make_records(work: _Work, plan: SheetPlan) -> None:
    """Enter a table if an annotation has changed it."""
    key = plan.table.key[0]
    rows = work.records[plan.name]
    changed = {
        id_: edits for (name, id_), edits in work.edits.items() if name == plan.name and edits
    }
    if not changed:
        return
    table = _start(plan)
    for id_ in [*rows, *(id_ for id_ in changed if id_ not in rows)]:
        cells = _reduce(plan, rows.get(id_, {})) | {key: id_}
        cells |= {name: edit.value for name, edit in changed.get(id_, {}).items()}
        line = table.add(cells, f"{id_}, {work.first.get((plan.name, id_), 'exported')}")
        for name, value, problem in work.conflicts.get((plan.name, id_), ()):
            hint = "state the same value in both"
            work.entries.faults.add(table.make_fault(line, name, value, problem, hint))
    work.entries.sheets[plan.name] = table


def _reduce(plan: SheetPlan, row: Row) -> Row:
    """Return the cells of a row that a coder fills."""
    return {column.name: row.get(column.name, "") for column in plan.entered}


def _keep(new: str, old: str) -> str:
    """Return a cell as it was if a tool has only changed its white space."""
    cleaned = clean(new)
    return old if cleaned == clean(old) else cleaned


def _note_comment(work: _Work, one: Returned, place: str, before: Row | None) -> None:
    """Note a comment that an annotator has written, other than the exported label of the row."""
    row = before or {"table": "", "record_id": ""}
    label = work.labels.get(row["table"], {}).get(row["record_id"], "")
    if one.comment and one.comment.strip() != label.strip():
        shown = " ".join(one.comment.split())[:_LONGEST_COMMENT]
        work.entries.notes.append(f"{place}: a comment, which is not imported: {shown}")


def _add_fault(work: _Work, place: str, value: str, problem: str, hint: str) -> None:
    work.entries.faults.add(Fault(place, "", value, problem, hint))
