"""The structure layer: the descriptor, the schemas, and the data by Frictionless.

Frictionless takes longer to load than a small package to check. It judges only suspects.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from eventclaims.database.tables import LoadedTables, name_column
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.report.columns import Found
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED, Layer
from eventclaims.runtime.profiling import measure
from eventclaims.structure.conformance import check_conformance
from eventclaims.structure.keys_and_categories import check_unenforced
from eventclaims.structure.rules import soften
from eventclaims.structure.screen.surely_valid import screen_package
from eventclaims.structure.screen.time_limit import limit_time
from eventclaims.tables.row_index import RowIndex


@dataclass(frozen=True, slots=True)
class Structure:
    """The findings of the structure layer.

    Attributes:
        findings: The findings, with record numbers but without physical lines; those of `whole`
            have their lines.
        whole: Names of the resources that Frictionless read itself.
        rows: Number of rows in these.
    """

    findings: list[Found]
    whole: frozenset[str]
    rows: int


@limit_time()
def check_structure(
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    *,
    allow_remote: bool,
) -> Structure:
    """Check the descriptor, the schemas against the standard, and the data.

    Args:
        package: The opened package.
        unreadable: Names of tables whose files cannot be read as plain CSV. In an event-claim
            package they are skipped, in others Frictionless reads them as a whole.
        row_indexes: The row index of each other file, by table name.
        loaded: Contains the tables.
        allow_remote: Whether Frictionless may send the requests that the descriptor asks for.
    """
    reported = [*check_conformance(package)]
    findings: list[Found] = [*reported]
    whole: frozenset[str] = frozenset()
    rows = 0
    screening = screen_package(package, unreadable, row_indexes, loaded)
    if screening is None or screening.has_suspects:
        from eventclaims.structure.judge import judge_package  # noqa: PLC0415 - takes long to load

        judged, whole, rows = judge_package(
            package,
            unreadable,
            row_indexes,
            loaded,
            reported=reported,
            screening=screening,
            allow_remote=allow_remote,
        )
        findings += judged
    readable = [table for table in package.tables if table.name not in unreadable]
    for table in readable:
        with measure(Layer.STRUCTURE, "unique keys and categories", row_indexes[table.name].rows):
            found = [*check_unenforced(table, row_indexes[table.name], loaded)]
        # Frictionless does not check these, so outside the standard they are not errors.
        findings += found if package.is_event_claims else map(soften, found)
        if package.is_event_claims:
            findings += _note_absent(package, table, loaded)
    return Structure(findings, whole, rows)


def _note_absent(package: Package, table: Table, loaded: LoadedTables) -> Iterator[Finding]:
    """Note references to a table of the standard that the package lacks, without a foreign key."""
    wanted = standard.load_schemas().get(table.name, {})
    keys = [standard.list_names(r["fields"]) for r in table.schema.get("foreignKeys", ())]
    for reference in wanted.get("foreignKeys", ()):
        (field,), target = reference["fields"], reference["reference"]["resource"]
        is_checked = not target or package.get_table(target) or (field,) in keys
        if field in table.fields and not is_checked:
            filled = f"{loaded.names[table.name]} WHERE {name_column(table, field)} <> ''"
            if loaded.list_rows(f"SELECT 1 FROM {filled} LIMIT 1"):  # noqa: S608 - ours
                what = f"references of `{field}` in `{table.name}`"
                cause = f"the package has no table `{target}`. Add it, or clear the cells"
                yield NOT_CHECKED.find(**table.position, what=what, cause=cause)
