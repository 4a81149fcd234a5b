"""Hash, size and counts of files: computed here, reported as Frictionless reports them."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import frictionless
from frictionless.errors import FieldCountError, RowCountError
from frictionless.resources import FileResource

from eventclaims.package.model import Table
from eventclaims.runtime.threads import run_for_each


def find_differing(
    package: frictionless.Package, tables: Sequence[Table]
) -> dict[str, dict[str, Any]]:
    """Return the wrong hashes and sizes in the descriptor, by table name."""

    def find(table: Table) -> dict[str, Any]:
        resource = package.get_resource(table.name)
        stated: dict[str, Any] = {}
        if resource.hash and not _has_hash(table, resource.hash):
            stated["hash"] = resource.hash
        if resource.bytes and table.path.stat().st_size != resource.bytes:
            stated["bytes"] = resource.bytes
        return stated

    found = run_for_each(find, tables)
    return {table.name: stated for table, stated in zip(tables, found, strict=True)}


def validate_file(
    package: frictionless.Package, table: Table, stated: dict[str, Any]
) -> Iterator[frictionless.Error]:
    """Yield the errors of a file whose hash or size is wrong; see `find_differing`."""
    if stated:
        base = package.get_resource(table.name).basepath
        file = FileResource(name=table.name, path=table.file, basepath=base, **stated)
        for task in file.validate().tasks:
            yield from task.errors


def validate_counts(
    package: frictionless.Package, table: Table, rows: int
) -> Iterator[frictionless.Error]:
    """Yield the errors of a table with other numbers of rows and fields than the descriptor."""
    resource = package.get_resource(table.name)
    counts = (
        (FieldCountError, resource.fields, len(table.fields)),
        (RowCountError, resource.rows, rows),
    )
    for error, expected, actual in counts:
        if expected and expected != actual:
            yield error(note=f'expected is "{expected}" and actual is "{actual}"')


def _has_hash(table: Table, stated: str) -> bool:
    """Return whether a hash matches, or Frictionless does not support it; the default is MD5."""
    algorithm, _, digest = stated.rpartition(":")
    algorithm = algorithm or "md5"
    if algorithm not in ("md5", "sha256"):
        return True
    with table.path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest
