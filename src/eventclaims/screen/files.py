"""Hash and size of a file: computed here, and judged by Frictionless where they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import frictionless
from frictionless.resources import FileResource

from eventclaims.package import Table


def judge_file(package: frictionless.Package, table: Table) -> Iterator[frictionless.Error]:
    """Yield what Frictionless says of a file whose hash or size is not the one stated.

    Args:
        package: The package as Frictionless has it.
        table: The table.
    """
    resource = package.get_resource(table.name)
    stated: dict[str, Any] = {}
    if resource.hash and not _has_hash(table, resource.hash):
        stated["hash"] = resource.hash
    if resource.bytes and table.path.stat().st_size != resource.bytes:
        stated["bytes"] = resource.bytes
    if stated:
        file = FileResource(name=table.name, path=table.file, basepath=resource.basepath, **stated)
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
