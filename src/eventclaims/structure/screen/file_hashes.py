"""Hash and size of a file: computed here, and judged by Frictionless where they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import frictionless
from frictionless.resources import FileResource

from eventclaims.package.model import Table
from eventclaims.runtime.threads import run_for_each


def find_differing(
    package: frictionless.Package, tables: Sequence[Table]
) -> dict[str, dict[str, Any]]:
    """Return, by name of the table, what is stated of its file and is not so: hash and bytes.

    Args:
        package: The package as Frictionless has it.
        tables: The tables; their files are read side by side.
    """

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
    """Yield what Frictionless says of a file.

    Args:
        package: The package as Frictionless has it.
        table: The table.
        stated: What is stated of the file and is not so; see `find_differing`.
    """
    if stated:
        base = package.get_resource(table.name).basepath
        file = FileResource(name=table.name, path=table.file, basepath=base, **stated)
        for task in file.validate().tasks:
            yield from task.errors


def _has_hash(table: Table, stated: str) -> bool:
    """Return whether a file has a hash, or Frictionless knows no such; a bare one is MD5."""
    algorithm, _, digest = stated.rpartition(":")
    algorithm = algorithm or "md5"
    if algorithm not in ("md5", "sha256"):
        return True
    with table.path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == digest
