"""Compare the hashes and sizes of files with those of the descriptor."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eventclaims.package.model import Table
from eventclaims.runtime.threads import run_for_each


def find_differing(
    tables: Sequence[Table], stated: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the wrong hashes and sizes in the descriptor, by table name.

    Args:
        tables: The tables.
        stated: What the descriptor states of each, by its name: `hash` and `bytes`, or neither.
    """

    def find(table: Table) -> dict[str, Any]:
        wrong: dict[str, Any] = {}
        digest, size = stated[table.name].get("hash"), stated[table.name].get("bytes")
        # A hash of joined CSV files is that of the joined file.
        paths = [part.path for part in table.parts] if table.is_parquet else [table.path]
        if digest and not _has_hash(paths, digest):
            wrong["hash"] = digest
        if size and sum(path.stat().st_size for path in paths) != size:
            wrong["bytes"] = size
        return wrong

    found = run_for_each(find, tables)
    return {table.name: wrong for table, wrong in zip(tables, found, strict=True)}


def _has_hash(paths: Sequence[Path], stated: str) -> bool:
    """Return whether a hash matches, or Frictionless does not support it; the default is MD5."""
    algorithm, _, digest = stated.rpartition(":")
    algorithm = algorithm or "md5"
    if algorithm not in ("md5", "sha256"):
        return True
    found = hashlib.new(algorithm)
    for path in paths:
        with path.open("rb") as file:
            hashlib.file_digest(file, lambda: found)
    return found.hexdigest() == digest
