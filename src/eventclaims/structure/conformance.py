"""Check a package against the standard: its descriptor, schemas and code lists."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from jsonschema import Draft7Validator

from eventclaims.package import standard
from eventclaims.package.conformance import PROPERTY, VERSION, VERSION_1
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.resources import is_plain_dialect, is_plain_encoding
from eventclaims.package.standard import CODELISTS_FOLDER, Codelists, Schema
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NO_STANDARD_FIELD, NOT_CHECKED
from eventclaims.structure import rules
from eventclaims.tables.cells import is_formula

_LONGEST_REASON = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_conformance(package: Package) -> Iterator[Finding]:
    """Yield how the descriptor, the schemas and the code lists depart from the standard."""
    if package.conformance is None:
        yield from _note_standard(package)
    elif package.conformance.standard == VERSION_1:
        yield _note_version()
        yield from _check_plain(package)
    else:
        yield from _check_profile(package)
        yield from _check_schemas(package)
        yield from _check_codelists(package)
        yield from _check_plain(package)


def _note_standard(package: Package) -> Iterator[Finding]:
    """Note which layers are skipped; an error if the package has the tables of the standard."""
    if {*standard.list_required_tables()} <= {table.name for table in package.tables}:
        reason = (
            f'must be {{"standard": "{VERSION}", "level": ...}}, because the package has the '
            "tables of the standard"
        )
        where = f"`{PROPERTY}`"
        yield rules.PROFILE.find(file=DESCRIPTOR, field=PROPERTY, where=where, reason=reason)
    else:
        what = "consistency, evidence and history"
        cause = "the package does not declare the event-claim standard"
        yield NOT_CHECKED.find(file=DESCRIPTOR, field=NO_STANDARD_FIELD, what=what, cause=cause)


def _note_version() -> Finding:
    cause = (
        f"the package follows version {VERSION_1} of the standard. Run `eventclaims migrate` to "
        f"write it in version {VERSION}"
    )
    return NOT_CHECKED.find(file=DESCRIPTOR, field="profile", what="consistency", cause=cause)


def _check_profile(package: Package) -> Iterator[Finding]:
    missing: set[str] = set()
    for error in Draft7Validator(standard.load_profile()).iter_errors(package.descriptor):
        if error.validator == "contains":
            name = error.schema["contains"]["properties"]["name"]["const"]
            if name not in missing:  # more than one part of the profile can require it
                yield rules.MISSING_TABLE.find(table=name, file=DESCRIPTOR)
            missing.add(name)
        else:
            where = error.json_path.removeprefix("$").removeprefix(".")
            reason = error.message[:_LONGEST_REASON]
            if where == "profile":
                reason = f"must be removed, because `{PROPERTY}` names the standard"
            shown = f"`{where}`" if where else "the descriptor"
            yield rules.PROFILE.find(file=DESCRIPTOR, field=where, where=shown, reason=reason)


def _check_schemas(package: Package) -> Iterator[Finding]:
    expected = standard.load_schemas()
    names = {table.name for table in package.tables}
    for table in package.tables:
        if table.name in expected:
            stated = table.resource.get("schema")
            file = stated if isinstance(stated, str) else DESCRIPTOR
            for reason in _compare_schemas(table.schema, expected[table.name], names):
                yield rules.SCHEMA_DEPARTS.find(table=table.name, file=file, reason=reason)


def _compare_schemas(schema: Schema, expected: Schema, tables: Collection[str]) -> Iterator[str]:
    """Yield how a schema differs from the standard.

    The standard allows additional columns, and no reference to a table that the package lacks.
    """
    own = {field["name"]: field for field in schema["fields"]}
    for field in expected["fields"]:
        name = field["name"]
        if name not in own:
            yield f"the column `{name}` is missing"
            continue
        yield from _compare_fields(own[name], field)
    if standard.get_key(schema) != standard.get_key(expected):
        yield "the primary key differs"
    for reference in expected.get("foreignKeys", ()):
        is_possible = reference["reference"]["resource"] in {*tables, ""}
        if is_possible and reference not in schema.get("foreignKeys", ()):
            yield f"the foreign key of {', '.join(reference['fields'])} is missing"
    if schema.get("fieldsMatch", "exact") != "exact":
        yield "`fieldsMatch` must be `exact`"
    if schema.get("missingValues") != expected.get("missingValues"):
        yield "the missing values differ"


def _check_plain(package: Package) -> Iterator[Finding]:
    """Report an encoding or dialect in which other programs would read other rows."""
    for number, table in enumerate(package.tables):
        for part, is_plain, form in (
            ("encoding", is_plain_encoding, "must be utf-8"),
            ("dialect", is_plain_dialect, "must describe plain CSV: comma, double quote, a header"),
        ):
            if not is_plain(table.resource):
                where = f"resources[{number}].{part}"
                yield rules.PROFILE.find(
                    table=table.name, file=DESCRIPTOR, field=where, where=f"`{where}`", reason=form
                )


def _compare_fields(own: Schema, field: Schema) -> Iterator[str]:
    """Yield how a column differs from the standard; it may be required, and its list longer."""
    name = field["name"]
    for part in ("type", "format", "trueValues", "falseValues", "codelist", "requiredFrom"):
        if own.get(part) != field.get(part):
            yield f"`{part}` of the column `{name}` must be {_show(field.get(part))}"
    stated, expected = own.get("constraints", {}), field.get("constraints", {})
    for part in sorted({*stated, *expected} - {"enum"}):
        is_stricter = part == "required" and stated.get(part) is True
        if stated.get(part) != expected.get(part) and not is_stricter:
            yield f"`{part}` of the column `{name}` must be {_show(expected.get(part))}"
    codes = stated.get("enum") or ()
    missing = [code for code in expected.get("enum", ()) if code not in codes]
    if missing:
        yield f"the enum of the column `{name}` lacks {', '.join(f'`{code}`' for code in missing)}"
    if codes and "codelist" not in field:
        yield f"the column `{name}` must not have an enum"


def _show(value: object) -> str:
    return "left out" if value is None else f"`{value}`"


def _check_codelists(package: Package) -> Iterator[Finding]:
    """Yield where the code lists of a package, and the enums of its schemas, disagree."""
    lists = package.read_codelists()
    expected = standard.load_codelists()
    yield from _check_cells(lists)
    for name, columns in _list_coded_columns(package).items():
        file = f"{CODELISTS_FOLDER}/{name}.csv"
        if name not in lists:
            table, field = columns[0]
            reason = f"`{field['name']}` of `{table.name}` names a code list that does not exist"
            yield rules.CODE_LIST.find(file=file, reason=reason)
            continue
        codes = {row.get("code", ""): row for row in lists[name]}
        for code in codes:
            lacking = [(t, f) for t, f in columns if code not in _get_enum(f)]
            if lacking:
                where = ", ".join(f"`{f['name']}` of `{t.name}`" for t, f in lacking)
                reason = f"`{code}` is missing in the enum of {where}"
                yield rules.CODE_LIST.find(file=file, value=code, reason=reason)
        for code in dict.fromkeys(code for _, field in columns for code in _get_enum(field)):
            if code not in codes:
                reason = f"`{code}` is in the enum of a schema, but not in the code list"
                yield rules.CODE_LIST.find(file=file, value=code, reason=reason)
        known = {row["code"] for row in expected.get(name, ())}
        for code, above in standard.map_to_broader(lists[name]).items():
            if above not in (known or codes):
                reason = f"the broader code `{above}` of `{code}` is not a code of the standard"
                yield rules.CODE_LIST.find(file=file, value=code, reason=reason)


def _check_cells(lists: Codelists) -> Iterator[Finding]:
    """Report cells of code lists that a release, which has the lists as a table, cannot contain."""
    for name, rows in lists.items():
        for row in rows:
            for column, cell in row.items():
                if is_formula(cell) or _CONTROL.search(cell):
                    code = row.get("code", "")
                    reason = f"`{column}` of `{code}` contains a formula or a control character"
                    file = f"{CODELISTS_FOLDER}/{name}.csv"
                    yield rules.CODE_LIST.find(file=file, value=cell, reason=reason)


def _list_coded_columns(package: Package) -> dict[str, list[tuple[Table, Schema]]]:
    """Return the columns with an enum of each code list that a schema names."""
    columns: dict[str, list[tuple[Table, Schema]]] = {}
    for table in package.tables:
        for field in table.schema["fields"]:
            name = field.get("codelist")
            # Without an enum a column only describes its codes, as in the views of a release.
            is_list = isinstance(name, str) and PurePosixPath(name).name == name
            if is_list and _get_enum(field):
                columns.setdefault(name, []).append((table, field))
    return columns


def _get_enum(field: Schema) -> list[str]:
    """Return the codes in an enum; a code is text."""
    enum = field.get("constraints", {}).get("enum") or []
    return [code for code in enum if isinstance(code, str)]
