"""Compare two schemas of a table; each change raises a part of the version."""

import json
import re
from collections.abc import Iterator
from typing import Any

from eventclaims.package import standard
from eventclaims.package.standard import Schema
from eventclaims.package.versions import Bump

_Found = Iterator[tuple[Bump, str]]
# These properties determine the meaning of a value; the others describe it.
_MEANING = (
    *("type", "format", "codelist", "missingValues", "trueValues", "falseValues", "itemType"),
    *("decimalChar", "groupChar", "bareNumber", "delimiter"),
)
_LOWER = ("minimum", "exclusiveMinimum", "minLength")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SWITCHES = ("required", "unique")
_HANDLED = {"name", "constraints", "categories", *_MEANING}
_TABLE_HANDLED = {"fields", "primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "$schema"}


def list_schema_changes(old: Schema, new: Schema) -> _Found:
    """List the changes between two schemas of a table.

    Yields:
        The part of the version that each change raises, and the change.
    """
    before = {field["name"]: field for field in old["fields"]}
    now = {field["name"]: field for field in new["fields"]}
    yield from _list_columns(before, now)
    for name, field in now.items():
        if name in before:
            for bump, what in _compare_columns(before[name], field):
                yield bump, f"column `{name}` {what}"
    yield from _compare_keys(old, new)
    if old.get("missingValues", [""]) != new.get("missingValues", [""]):
        yield Bump.MAJOR, "`missingValues` changed"
    for part in sorted((old.keys() | new.keys()) - _TABLE_HANDLED):
        if old.get(part) != new.get(part):
            yield Bump.PATCH, f"the `{part}` of the table changed"


def _compare_keys(old: Schema, new: Schema) -> _Found:
    if standard.get_key(old) != standard.get_key(new):
        yield Bump.MAJOR, f"the primary key changed from {_name(old)} to {_name(new)}"
    for part, one in (("foreignKeys", "a foreign key"), ("uniqueKeys", "a unique key")):
        was, is_now = ({_dump(key) for key in _as_list(schema.get(part))} for schema in (old, new))
        if is_now - was:
            yield Bump.MAJOR, f"{one} was added"
        if was - is_now:
            yield Bump.MINOR, f"{one} was removed"


def _list_columns(before: dict[str, Schema], now: dict[str, Schema]) -> _Found:
    """Yield the columns that were removed, added, probably renamed, or reordered."""
    gone = [name for name in before if name not in now]
    fresh = [name for name in now if name not in before]
    for name in gone:
        like = next((other for other in fresh if _looks_like(before[name], now[other])), None)
        renamed = f" (renamed to `{like}`?)" if like else ""
        yield Bump.MAJOR, f"column `{name}` was removed{renamed}"
    for name in fresh:
        is_needed = bool(now[name].get("constraints", {}).get("required"))
        bump = Bump.MAJOR if is_needed else Bump.MINOR
        yield bump, f"{'required ' if is_needed else ''}column `{name}` was added"
    if [name for name in before if name in now] != [name for name in now if name in before]:
        yield Bump.MINOR, "the order of the columns changed"


def _looks_like(old: Schema, new: Schema) -> bool:
    """Return whether two columns differ only in name and title, or have the same description."""
    unnamed = [
        {k: v for k, v in field.items() if k not in ("name", "title")} for field in (old, new)
    ]
    has_words = bool(old.get("description")) and old["type"] == new["type"]
    return unnamed[0] == unnamed[1] or (has_words and old["description"] == new.get("description"))


def _compare_columns(old: Schema, new: Schema) -> _Found:
    for part in _MEANING:
        if old.get(part) != new.get(part):
            yield Bump.MAJOR, f"has {_spell(part, new)} instead of {_spell(part, old)}"
    before, now = _read_constraints(old), _read_constraints(new)
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            yield from _compare_constraint(name, before.get(name), now.get(name))
    if old.get("categories") != new.get("categories"):
        yield from _compare_constraint("categories", _list_values(old), _list_values(new))
    for part in sorted((old.keys() | new.keys()) - _HANDLED):
        if old.get(part) != new.get(part):
            yield Bump.PATCH, f"has a different {part}"


def _compare_constraint(name: str, old: Any, new: Any) -> _Found:  # noqa: ANN401 - any JSON value
    """Yield how a constraint changed: stricter is major, looser is minor."""
    if isinstance(old, list) and isinstance(new, list):
        lost, added = (
            [v for v in one if v not in other] for one, other in ((old, new), (new, old))
        )
        if lost:
            yield Bump.MAJOR, f"does not allow {_join(lost)} any more"
        if added:
            yield Bump.MINOR, f"also allows {_join(added)}"
        if not lost and not added:
            yield Bump.PATCH, f"has a different order of {name}"
    elif _is_loosened(name, old, new):
        yield Bump.MINOR, f"has a looser constraint: {name} is {_dump(new)}, was {_dump(old)}"
    else:
        yield Bump.MAJOR, f"has a stricter constraint: {name} is {_dump(new)}, was {_dump(old)}"


def _is_loosened(name: str, old: Any, new: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a constraint certainly allows every value that it allowed before."""
    if new is None:
        return True
    is_number = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (old, new))
    # ISO dates compare correctly as text; numbers as text do not.
    is_day = all(isinstance(v, str) and _DAY.fullmatch(v) for v in (old, new))
    if not is_number and not is_day:
        return False
    return bool((name in _LOWER and new < old) or (name in _UPPER and new > old))


def _read_constraints(field: Schema) -> dict[str, Any]:
    """Return the constraints of a column without those that are false."""
    constraints = field.get("constraints", {})
    return {k: v for k, v in constraints.items() if v is not False or k not in _SWITCHES}


def _list_values(field: Schema) -> list[Any] | None:
    categories = field.get("categories")
    if not isinstance(categories, list):
        return None
    return [item.get("value") if isinstance(item, dict) else item for item in categories]


def _spell(part: str, field: Schema) -> str:
    return f"the {part} {_dump(field[part])}" if part in field else f"no {part}"


def _join(values: list[Any]) -> str:
    return ", ".join(str(value) for value in values)


def _name(schema: Schema) -> str:
    return ", ".join(standard.get_key(schema)) or "none"


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, list) else []


def _dump(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
