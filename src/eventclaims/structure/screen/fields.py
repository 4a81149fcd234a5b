"""The fields and schemas that rows are screened by: those of Frictionless, or plain ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from eventclaims.tables.plain_schema import PlainField, PlainSchema

if TYPE_CHECKING:
    import frictionless

Field: TypeAlias = "frictionless.Field | PlainField"
Schema: TypeAlias = "frictionless.Schema | PlainSchema"


def make_cell_reader(field: Field) -> Callable[[Any], tuple[Any, Any]]:
    """Return what Frictionless reads cells of a field with, also those without a plain form."""
    if not isinstance(field, PlainField):
        read: Callable[[Any], tuple[Any, Any]] = field.create_cell_reader()
        return read
    from eventclaims.structure.screen.plugin import read_field  # noqa: PLC0415 - takes long

    return read_field(field.describe())
