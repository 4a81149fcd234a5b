"""Open a package from a folder, a descriptor or a zip, none of which is trusted."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from logging import getLogger
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package import standard, zips
from eventclaims.package.changes import finish_changes
from eventclaims.package.conformance import read_conformance
from eventclaims.package.model import Package, Table
from eventclaims.package.objects import read_object
from eventclaims.package.parts import Join, PartError, join_parts
from eventclaims.package.paths import resolve_inside
from eventclaims.package.resources import list_paths, why_not_a_table
from eventclaims.package.standard import Schema

DESCRIPTOR = "datapackage.json"
# Properties that make a resource a table in versions 1 and 2 of Data Package.
TABLE_RESOURCE: dict[str, Any] = {
    "type": "table",
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ","},
}


_TABLE = f"is one table; give the folder that contains {DESCRIPTOR}"
_SPREADSHEET = (
    "is a spreadsheet; save each sheet as CSV in UTF-8 in a package, such as eventclaims new "
    f"creates, and give the folder that contains {DESCRIPTOR}"
)
_NOT_PACKAGES = dict.fromkeys((".csv", ".tsv", ".parquet"), _TABLE) | dict.fromkeys(
    (".xlsx", ".xlsm", ".xls", ".ods"), _SPREADSHEET
)

_log = getLogger(__name__)


@contextmanager
def open_package(location: str | Path = ".", *, strict: bool = True) -> Iterator[Package]:
    """Open a package; what is not a CSV file in a folder is made one in temporary folders.

    A zip is unpacked, the parts of a table are joined, and Parquet is converted.

    Every resource must be a table if the package declares the event-claim standard. In any other
    package, resources that are not tables are skipped.

    If a process was killed while it changed several files of a folder, its changes are completed.

    Args:
        location: Folder with a datapackage.json, the descriptor itself, or a zip of such a folder.
        strict: Whether to refuse invalid resources and to log a warning for each skipped resource.
            Validation does neither: the structure layer reports them. In an event-claim package,
            invalid resources are always refused.

    Yields:
        The package, with every path checked to be inside it.

    Raises:
        PackageError: If there is no package, or it is not safe to open.
    """
    with ExitStack() as stack:
        package = _read_package(_find_descriptor(location, stack), strict=strict)
        yield _join_tables(package, stack, strict=strict)


def _find_descriptor(location: str | Path, stack: ExitStack) -> Path:
    """Return the path of the descriptor, in a temporary folder of the stack if it is in a zip."""
    if not str(location):
        raise PackageError("the path of the package is empty; use '.' for the current folder")
    path = Path(location)
    try:
        path.exists()
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: cannot be opened ({error})") from error
    if path.is_dir():
        finish_changes(path.resolve())
        return path / DESCRIPTOR
    if path.is_file() and not path.stat().st_size:  # also in /proc, where reading may not end
        raise PackageError(f"{path}: not a package; the file is empty")
    if path.suffix.lower() == ".zip" and path.is_file():
        return zips.unpack(path, _make_folder(stack), DESCRIPTOR)
    if path.suffix.lower() in _NOT_PACKAGES and path.is_file():
        raise PackageError(f"{path}: {_NOT_PACKAGES[path.suffix.lower()]}")
    if path.is_file():
        finish_changes(path.parent.resolve())
        return path
    reason = "not a regular file" if path.exists() else "no such file or folder"
    raise PackageError(f"{path}: {reason}")


def _make_folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(TemporaryDirectory(prefix="eventclaims-")))


def _join_tables(package: Package, stack: ExitStack, *, strict: bool) -> Package:
    """Return a package whose tables are a CSV file each, if needed in a temporary folder."""
    if not any(map(_needs_joining, package.tables)):
        return package
    folder = _make_folder(stack)
    is_parquet = any(table.is_parquet for table in package.tables)
    with _open_converter() if is_parquet else nullcontext(join_parts) as convert:
        tables = [
            _join(package.root, table, folder / f"{number}.csv", convert, strict=strict)
            if _needs_joining(table)
            else table
            for number, table in enumerate(package.tables)
        ]
    return replace(package, tables=tuple(tables))


def _open_converter() -> AbstractContextManager[Join]:
    from eventclaims.package.parquet import open_converter  # noqa: PLC0415 - it loads DuckDB

    return open_converter()


def _needs_joining(table: Table) -> bool:
    return table.is_parquet or len(list_paths(table.resource)) > 1


def _join(root: Path, table: Table, joined: Path, convert: Join, *, strict: bool) -> Table:
    """Return a table with its files joined; if one cannot be read, a table of this file alone."""
    files = [(file, resolve_inside(root, file)) for file in list_paths(table.resource)]
    missing = next((part for part in files if not part[1].is_file()), None)
    if missing:
        return replace(table, file=missing[0], path=missing[1])
    size = sum(path.stat().st_size for _, path in files)
    if len({path for _, path in files}) < len(files) and size > zips.MAX_UNPACKED_BYTES:
        limit = zips.MAX_UNPACKED_BYTES // 1024**2
        raise PackageError(f"{table.name}: refused; repeats a file and has more than {limit} MiB")
    join = convert if table.is_parquet else join_parts
    try:
        return replace(table, path=joined, parts=tuple(join(files, joined)))
    except PartError as error:
        if strict:
            raise PackageError(f"{error.file}: {error}") from error
        return replace(table, file=error.file, path=dict(files)[error.file], fault=str(error))
    except OSError as error:
        reason = error.strerror or error
        raise PackageError(f"{table.name}: its files cannot be joined ({reason})") from error


@contextmanager
def open_folder(location: str) -> Iterator[Package]:
    """Open a package that will be written to.

    Raises:
        PackageError: If it is a zip, or cannot be opened.
    """
    if Path(location).suffix.lower() == ".zip" and not Path(location).is_dir():
        raise PackageError(f"{location}: a zip cannot be written to; unpack it first")
    with open_package(location) as package:
        yield package


def _read_package(descriptor_path: Path, *, strict: bool) -> Package:
    file = descriptor_path.name
    root = descriptor_path.parent.resolve()
    if descriptor_path.is_file() and not descriptor_path.resolve().is_relative_to(root):
        raise PackageError(f"{file}: refused; a symbolic link leads out of the package")
    descriptor = read_object(descriptor_path, file)
    is_standard = read_conformance(descriptor) is not None
    strict = strict or is_standard
    resources = descriptor.get("resources")
    if strict:
        _refuse_unnamed(resources, file)
    tables: dict[str, Table] = {}
    skipped_resources: dict[str, str] = {}
    for resource in resources if isinstance(resources, list) else ():
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str) or name in tables or name in skipped_resources:
            continue
        need = None if is_standard else why_not_a_table(resource)
        try:
            if need is None:
                tables[name] = _read_table(root, resource)
        except PackageError as error:
            if strict:
                raise
            need = f"a valid path and schema ({error})"
        if need:
            skipped_resources[name] = need
    if strict:
        _log_skipped(tables, skipped_resources, file)
    return Package(root, descriptor_path, descriptor, tuple(tables.values()), skipped_resources)


def _log_skipped(tables: Collection[str], skipped: Mapping[str, str], file: str) -> None:
    if not tables:
        raise PackageError(f"{file}: no resource is a CSV or Parquet file with a schema")
    for name, need in skipped.items():
        _log.warning("%s: resource %r is skipped: it needs %s", file, name, need)


def _refuse_unnamed(resources: object, file: str) -> None:
    """Refuse resources whose names are missing or not unique."""
    if not isinstance(resources, list) or not resources:
        raise PackageError(f"{file}: has no resources")
    names = []
    for number, resource in enumerate(resources, 1):
        if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
            raise PackageError(f"{DESCRIPTOR}: resource {number} has no name")
        names.append(resource["name"])
    duplicate = standard.find_duplicate(names)
    if duplicate is not None:
        raise PackageError(f"{file}: duplicate resource {duplicate!r}")


def _read_table(root: Path, resource: dict[str, Any]) -> Table:
    name, files = resource["name"], list_paths(resource)
    if not files or not all(file and isinstance(file, str) for file in files):
        raise PackageError(f"{DESCRIPTOR}: resource {name!r} must have the path of each file")
    paths = [resolve_inside(root, file) for file in files]
    return Table(
        name=name,
        file=files[0],
        path=paths[0],
        schema=_read_schema(root, resource.get("schema"), name),
        resource=resource,
    )


def _read_schema(root: Path, schema: Any, name: str) -> Schema:  # noqa: ANN401 - any JSON value
    """Return a schema whose properties have the types that every check relies on."""
    if schema and isinstance(schema, str):
        try:
            schema = read_object(resolve_inside(root, schema), schema)
        except PackageError as error:
            raise PackageError(f"{DESCRIPTOR}: the schema of {name!r}: {error}") from error
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        raise PackageError(f"{DESCRIPTOR}: resource {name!r} has no schema with fields")
    if not all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields):
        raise PackageError(f"{DESCRIPTOR}: the schema of {name!r} has a field without a name")
    key = schema.get("primaryKey", [])
    names: list[str] = [f["name"] for f in fields]
    where = f"{DESCRIPTOR}: the schema of {name!r}"
    duplicate = standard.find_duplicate(names)
    if duplicate is not None:
        raise PackageError(f"{where} has a duplicate field {duplicate!r}")
    columns = [key] if isinstance(key, str) else key
    if not isinstance(columns, list) or not {*map(str, columns)} <= {*names}:
        raise PackageError(f"{where} has a primary key with an unknown field")
    invalid = next((f["name"] for f in fields if not standard.is_field(f)), None)
    if invalid is not None:
        raise PackageError(f"{where} has an invalid field {invalid!r}")
    interval = schema.get("interval", {})
    if not isinstance(interval, dict) or not {*map(str, interval.values())} <= {*names}:
        raise PackageError(f"{where} has an interval with an unknown field")
    references = schema.get("foreignKeys", [])
    if not isinstance(references, list) or not all(map(standard.is_reference, references)):
        raise PackageError(f"{where} has an invalid foreign key")
    return schema | {"fields": [_read_field(field) for field in fields]}


def _read_field(field: Schema) -> Schema:
    """Return a field with a type; a code list whose name is not text is left out."""
    read = {"type": "any"} | field
    if not isinstance(read.get("codelist", ""), str):
        del read["codelist"]
    return read
