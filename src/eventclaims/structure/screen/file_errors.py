"""The errors of files whose hash, size or counts are wrong, as Frictionless reports them."""

from collections.abc import Iterator
from typing import Any

import frictionless
from frictionless.errors import FieldCountError, RowCountError
from frictionless.resources import FileResource

from eventclaims.package.model import Table


def validate_file(
    package: frictionless.Package, table: Table, stated: dict[str, Any]
) -> Iterator[frictionless.Error]:
    """Yield the errors of a file whose hash or size is wrong; see `find_differing`."""
    if stated:
        base = package.get_resource(table.name).basepath
        path, *others = table.files
        file = FileResource(name=table.name, path=path, extrapaths=others, basepath=base, **stated)
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
