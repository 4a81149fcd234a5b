"""Patterns of a schema, from Python's regular expressions into those of DuckDB (RE2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # typeshed leaves them out
from typing import Any

_MOST_REPEATS = 1000
_CATEGORIES = {
    _constants.CATEGORY_DIGIT: "0-9",
    _constants.CATEGORY_SPACE: " \\t\\n\\r\\f\\v",
    _constants.CATEGORY_WORD: "0-9A-Za-z_",
    _constants.CATEGORY_NOT_DIGIT: "\\x{00}-/:-\\x{7f}",
    _constants.CATEGORY_NOT_SPACE: "!-~",
    _constants.CATEGORY_NOT_WORD: "\\x{00}-/:-@\\[-^`{-\\x{7f}",
}
_POSITIONS = {
    _constants.AT_BEGINNING: r"\A",
    _constants.AT_BEGINNING_STRING: r"\A",
    _constants.AT_END: r"\z",
    _constants.AT_END_STRING: r"\z",
}


class _UntranslatableError(Exception):
    """The pattern has a part that RE2 has not, or has with another meaning."""


def translate_pattern(pattern: str) -> str | None:
    r"""Return a pattern of RE2 for the pattern constraint of a field.

    What it matches, Frictionless's own pattern matches, too; the reverse need not hold: \d stands
    for ASCII digits alone, and $ for the very end.

    Args:
        pattern: The constraint as the schema states it.

    Returns:
        The pattern of RE2, which finds a match only at the start of a cell; None where the pattern
        cannot be expressed (references back, looking around, flags) or is none at all.
    """
    try:
        tree = _parser.parse(f"^{pattern}$")
        if tree.state.flags & ~re.UNICODE:
            return None
        return r"\A(?:" + _write(tree) + ")"
    except (re.error, _UntranslatableError, RecursionError, OverflowError):
        return None


def _write(nodes: Iterable[tuple[Any, Any]]) -> str:
    return "".join(_write_node(kind, value) for kind, value in nodes)


def _write_node(kind: Any, value: Any) -> str:  # noqa: ANN401, PLR0911 - a node has many kinds
    if kind is _constants.LITERAL:
        return _spell(value)
    if kind is _constants.NOT_LITERAL:
        return f"[^{_spell(value)}]"
    if kind is _constants.ANY:
        return r"[^\n]"
    if kind is _constants.IN:
        return _write_set(value)
    if kind is _constants.AT and value in _POSITIONS:
        return _POSITIONS[value]
    if kind is _constants.BRANCH:
        return "(?:" + "|".join(_write(branch) for branch in value[1]) + ")"
    if kind is _constants.SUBPATTERN:
        _, added, removed, inner = value
        if not added and not removed:
            return f"(?:{_write(inner)})"
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        return _write_repeat(*value)
    raise _UntranslatableError


def _write_repeat(least: int, most: int, inner: Any) -> str:  # noqa: ANN401 - see above
    is_open = most is _constants.MAXREPEAT
    if least > _MOST_REPEATS or (not is_open and most > _MOST_REPEATS):
        raise _UntranslatableError
    return f"(?:{_write(inner)}){{{least},{'' if is_open else most}}}"


def _write_set(items: list[tuple[Any, Any]]) -> str:
    is_negated = items[0][0] is _constants.NEGATE
    parts = []
    for kind, value in items[1:] if is_negated else items:
        if kind is _constants.LITERAL:
            parts.append(_spell(value))
        elif kind is _constants.RANGE:
            parts.append(f"{_spell(value[0])}-{_spell(value[1])}")
        elif kind is _constants.CATEGORY and value in _CATEGORIES and not is_negated:
            parts.append(_CATEGORIES[value])
        else:
            # What a class leaves out in ASCII alone it would let in elsewhere.
            raise _UntranslatableError
    return f"[{'^' if is_negated else ''}{''.join(parts)}]"


def _spell(code_point: int) -> str:
    if 0xD800 <= code_point <= 0xDFFF:  # noqa: PLR2004 - halves of characters, which RE2 has not
        raise _UntranslatableError
    return f"\\x{{{code_point:x}}}"
