"""The rows of a view in Arrow, with those operations of a pandas DataFrame that predicates use.

They are the same Arrow kernels that pandas runs, so that a predicate gives the same for both. A
view without a broken row, which is the usual case, thus needs neither pandas nor Pandera.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # see above

from eventclaims.database.arrays import find_kind, make_array, make_value

_Text = str
_Value = _Text | int | bool


@dataclass(frozen=True, slots=True, eq=False)
class Column:  # noqa: PLW1641 - not hashable, as in pandas
    """A column with the operations of a pandas Series with an Arrow type.

    Attributes:
        cells: Its cells.
    """

    cells: pa.Array

    def __and__(self, other: Column) -> Column:
        return Column(pc.and_kleene(self.cells, other.cells))

    def __or__(self, other: Column) -> Column:
        return Column(pc.or_kleene(self.cells, other.cells))

    def __invert__(self) -> Column:
        return Column(pc.invert(self.cells))

    def __eq__(self, other: object) -> Column:  # type: ignore[override]
        return self._compare("equal", other)

    def __ne__(self, other: object) -> Column:  # type: ignore[override]
        return self._compare("not_equal", other)

    def __lt__(self, other: Column | _Value) -> Column:
        return self._compare("less", other)

    def __le__(self, other: Column | _Value) -> Column:
        return self._compare("less_equal", other)

    def __gt__(self, other: Column | _Value) -> Column:
        return self._compare("greater", other)

    def __ge__(self, other: Column | _Value) -> Column:
        return self._compare("greater_equal", other)

    def _compare(self, kernel: _Text, other: object) -> Column:
        value = other.cells if isinstance(other, Column) else make_value(other)
        return Column(pc.call_function(kernel, [self.cells, value]))

    def isna(self) -> Column:
        """Return whether each cell is missing."""
        return Column(pc.is_null(self.cells))

    def notna(self) -> Column:
        """Return whether each cell has a value."""
        return Column(pc.is_valid(self.cells))

    def isin(self, values: Sequence[_Value]) -> Column:
        """Return whether each cell is one of some values; a missing cell is not."""
        wanted = make_array(values, find_kind(values)).cast(self.cells.type)
        return Column(pc.is_in(self.cells, value_set=wanted))

    def fillna(self, value: _Value) -> Column:
        """Return the column with a value in place of missing cells."""
        return Column(pc.fill_null(self.cells, make_value(value).cast(self.cells.type)))

    def astype(self, kind: type) -> Column:
        """Return the column, which must already have the type."""
        assert kind is bool and pa.types.is_boolean(self.cells.type)  # noqa: S101, PT018
        return self

    @property
    def str(self) -> Column:
        """The column, with the operations on texts."""
        return self

    def contains(self, pattern: _Text) -> Column:
        """Return whether each text contains a match of a regular expression."""
        return Column(pc.match_substring_regex(self.cells, pattern))


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch of a view with the operations of a pandas DataFrame.

    Attributes:
        batch: The batch.
    """

    batch: pa.RecordBatch

    def __getitem__(self, name: str) -> Column:
        return Column(self.batch[name])

    def __contains__(self, name: str) -> bool:
        return name in self.batch.schema.names


Predicate = Callable[[Rows], Column]
"""Returns the rows of a view that break a rule; a missing value counts as not broken."""


def is_unread(rows: Rows, *ends: str) -> Column:
    """Return the rows in which a cell of a column with one of these endings has the wrong type."""
    return known_true(rows["unread_cells"].str.contains(f"(?:{'|'.join(ends)})(?:,|$)"))


def known_true(column: Column) -> Column:
    """Return a boolean column with False in place of missing values."""
    return column.fillna(value=False).astype(bool)
