"""A plugin of Frictionless that keeps single cells and patterns from stopping a validation.

Frictionless uses these classes for every field and CSV file that it reads.
"""

import csv
import inspect
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, islice
from typing import Any

import frictionless
from frictionless import Field, Plugin, fields
from frictionless.formats.csv import CsvControl
from frictionless.formats.csv.parser import CsvParser
from frictionless.vendors import stringcase

from eventclaims.structure.screen.patterns import find_safe_length
from eventclaims.structure.screen.time_limit import TooSlowError, get_time_limit
from eventclaims.structure.screen.worker import sniff as run_sniffer

_Notes = dict[str, str] | None
_CellReader = Callable[[Any], tuple[Any, _Notes]]
_COMPARED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum")
# Every error of Frictionless converts the same few names of properties.
stringcase.snakecase = cache(stringcase.snakecase)
# The descriptors of valid fields: a program that validates several packages meets most again.
_VALID: set[tuple[type[Field], str | None, str]] = set()
_MOST_VALID = 10_000
_SAMPLE_LINES, _SAMPLE_CHARACTERS, _SAMPLE_SECONDS = 100, 16_384, 2.0
DELIMITERS = ",\t;|"


class _GuardedField(Field):
    """A field whose cells cannot stop the validation of the others."""

    @classmethod
    def metadata_validate(  # type: ignore[override]  # as in Frictionless, which ignores it, too
        cls,
        descriptor: dict[str, Any],
        *,
        context: Any = None,  # noqa: ANN401 - its class is internal
    ) -> Iterator[frictionless.Error]:
        """Yield the errors of a descriptor; one that was valid before is not validated again."""
        version = context and context.datapackage_version
        written = (cls, version, json.dumps(descriptor, sort_keys=True, default=repr))
        if written in _VALID:
            return
        errors = [*super().metadata_validate(descriptor, context=context)]
        if not errors and len(_VALID) < _MOST_VALID:
            _VALID.add(written)
        yield from errors

    def create_cell_reader(self) -> _CellReader:
        read: _CellReader = super().create_cell_reader()

        def read_guarded(cell: Any) -> tuple[Any, _Notes]:  # noqa: ANN401 - any value
            try:
                return read(cell)
            except (TooSlowError, MemoryError):
                raise
            except Exception:  # noqa: BLE001 - Frictionless raises any type
                return self._explain_failure(cell)

        return read_guarded

    def _explain_failure(self, cell: Any) -> tuple[Any, _Notes]:  # noqa: ANN401
        """Return the value and the error of a cell that cannot be read or compared."""
        compared = next((name for name in _COMPARED if name in self.constraints), None)
        try:
            value = self.create_value_reader()(cell)
            hash(value)
        except Exception:  # noqa: BLE001 - as above
            value = None
        if value is None or compared is None:
            return None, {"type": f'type is "{self.type}/{self.format}"'}
        return value, {compared: f'constraint "{compared}" is "{self.constraints[compared]}"'}


class _GuardedString(_GuardedField):
    """A text field whose pattern cannot run without end."""

    def create_cell_reader(self) -> _CellReader:
        constraints = self.constraints
        pattern = constraints.get("pattern")
        if pattern is None:
            return super().create_cell_reader()
        self.constraints = {name: c for name, c in constraints.items() if name != "pattern"}
        try:
            read = super().create_cell_reader()
        finally:
            self.constraints = constraints
        matches = _make_matcher(str(pattern))

        def read_and_match(cell: Any) -> tuple[Any, _Notes]:  # noqa: ANN401 - any value
            value, notes = read(cell)
            if value is not None and not matches(value):
                notes = (notes or {}) | {"pattern": f'constraint "pattern" is "{pattern}"'}
            return value, notes

        return read_and_match


def _make_matcher(pattern: str) -> Callable[[str], bool]:
    compiled, safe_length = re.compile(f"^{pattern}$"), find_safe_length(pattern)

    def match(text: str) -> bool:
        limit = None if len(text) <= safe_length else get_time_limit()
        return bool(limit.run("match", pattern, text) if limit else compiled.match(text))

    return match


class _BoundedCsvParser(CsvParser):
    """The CSV parser of Frictionless, which detects the dialect from a smaller sample."""

    def read_cell_stream_create(self) -> Iterator[list[str]]:
        control = CsvControl.from_dialect(self.resource.dialect)
        lines: Iterator[str] = self.loader.text_stream
        sample = list(islice(lines, _SAMPLE_LINES))
        if self.resource.format == "tsv":
            control.set_not_defined("delimiter", "\t")
        delimiter, quote_char, skips_blanks = sniff(
            sample, control.get_defined("delimiter", default=DELIMITERS)
        )
        control.set_not_defined("delimiter", delimiter, distinct=True)
        control.set_not_defined("line_terminator", "\r\n", distinct=True)
        control.set_not_defined("quote_char", quote_char, distinct=True)
        control.set_not_defined("skip_initial_space", skips_blanks, distinct=True)
        yield from csv.reader(chain(sample, lines), dialect=control.to_python())


def sniff(lines: list[str], delimiters: str = DELIMITERS) -> tuple[str, str, bool]:
    """Return the delimiter, the quote and whether blanks are skipped, as Frictionless detects them.

    Only the first 16,384 characters are read, because the time grows with their square.
    """
    sample = ""
    for line in lines:
        if len(sample) + len(line) > _SAMPLE_CHARACTERS:
            sample = sample or line[:_SAMPLE_CHARACTERS]
            break
        sample += line
    limit, default = get_time_limit(), (",", '"', False)
    try:
        if limit:
            found = limit.run("sniff", sample, delimiters, seconds=_SAMPLE_SECONDS)
        else:
            found = run_sniffer(sample, delimiters)
    except TooSlowError:
        return default
    if found is None:
        return default
    return found[0], '"' if found[1] == "'" else found[1], found[2]


class _Plugin(Plugin):
    def create_parser(self, resource: frictionless.Resource) -> CsvParser | None:
        return _BoundedCsvParser(resource) if resource.format in {"csv", "tsv"} else None

    def select_field_class(self, type: str | None = None) -> type[Field] | None:  # noqa: A002
        return _FIELDS.get(type or "")


def read_field(described: dict[str, Any]) -> _CellReader:
    """Return the reader of the cells of a field that is described as in a schema."""
    reader: _CellReader = Field.from_descriptor(described).create_cell_reader()
    return reader


def _guard(field: type[Field]) -> type[Field]:
    guard = _GuardedString if field is fields.StringField else _GuardedField
    return type(field.__name__, (guard, field), {})


_FIELDS = {
    field.type: _guard(field)
    for field in vars(fields).values()
    if inspect.isclass(field) and issubclass(field, Field) and field is not Field
}
frictionless.system.register("eventclaims", _Plugin())
