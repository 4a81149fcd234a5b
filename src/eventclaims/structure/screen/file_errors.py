"""The errors of files whose hash, size or counts are wrong, as Frictionless reports them."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import frictionless
from frictionless.errors import FieldCountError, RowCountError
from frictionless.resources import FileResource

from eventclaims.package.model import Table

Resources = Mapping[str, frictionless.Resource]
"""The resources of a package by name; `get_resource` of Frictionless goes through all of them."""


def validate_file(
    resources: Resources, table: Table, stated: dict[str, Any]
) -> Iterator[frictionless.Error]:
    """Yield the errors of a file whose hash or size is wrong; see `find_differing`."""
    if stated:
        base = resources[table.name].basepath
        path, *others = table.files
        if table.is_parquet:  # the resource is the converted file
            base = os.path.commonpath([part.path.parent for part in table.parts])
            path, *others = (os.path.relpath(part.path, base) for part in table.parts)
        file = FileResource(name=table.name, path=path, extrapaths=others, basepath=base, **stated)
        for task in file.validate().tasks:
            yield from task.errors


def validate_counts(resources: Resources, table: Table, rows: int) -> Iterator[frictionless.Error]:
    """Yield the errors of a table with other numbers of rows and fields than the descriptor."""
    resource = resources[table.name]
    counts = (
        (FieldCountError, resource.fields, len(table.fields)),
        (RowCountError, resource.rows, rows),
    )
    for error, expected, actual in counts:
        if expected and expected != actual:
            yield error(note=f'expected is "{expected}" and actual is "{actual}"')
