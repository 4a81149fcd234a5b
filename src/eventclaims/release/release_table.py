"""A table of a release."""

from dataclasses import dataclass
from functools import cached_property

from eventclaims.package import standard
from eventclaims.package.standard import Schema
from eventclaims.release.metadata.description import Rows
from eventclaims.release.typed_cells import Value, read_cells


@dataclass(frozen=True)
class ReleaseTable:
    """A table of a release.

    Attributes:
        name: Name of the table, such as "claims".
        title: Its title in the descriptor.
        file: Path of its CSV in the release, such as "data/claims.csv".
        schema: Its Table Schema.
        rows: Its rows as text cells by column, in the order of the file; empty means missing.
    """

    name: str
    title: str
    file: str
    schema: Schema
    rows: Rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names in order."""
        return standard.list_fields(self.schema)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return standard.get_key(self.schema)

    @cached_property
    def values(self) -> dict[str, list[Value | None]]:
        """The typed values by column; see `read_cells`, which raises for an invalid cell."""
        return {
            field["name"]: read_cells(
                self.file, field, [row.get(field["name"], "") for row in self.rows]
            )
            for field in self.schema["fields"]
        }

    def is_required(self, field: Schema) -> bool:
        """Return whether each cell of a column must have a value."""
        return bool(field.get("constraints", {}).get("required")) or field["name"] in self.key
