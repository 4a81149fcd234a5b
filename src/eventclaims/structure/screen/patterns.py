"""The patterns of a schema: translate them to RE2, for DuckDB, and find those that may be slow."""

import re
from collections.abc import Iterable
from functools import lru_cache
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
_REPEATS = (
    _constants.MAX_REPEAT,
    _constants.MIN_REPEAT,
    _constants.POSSESSIVE_REPEAT,
)
_GROUPS = (_constants.SUBPATTERN, _constants.ASSERT, _constants.ASSERT_NOT)
_MOST_WAYS, _LONGEST_SAFE = 20_000, 100_000


class _UntranslatableError(Exception):
    """RE2 does not support a part of the pattern, or gives it another meaning."""


@lru_cache(maxsize=1000)  # the columns of a package share a few patterns
def translate_pattern(pattern: str) -> str | None:
    r"""Return an RE2 pattern for the pattern constraint of a field.

    Frictionless accepts every cell that it matches. It may match fewer cells: \d only matches
    ASCII digits, and $ only the end.

    Returns:
        The RE2 pattern, anchored at the start of a cell; None if the pattern is invalid or cannot
        be translated (backreferences, lookaround, flags).
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


def _write_node(kind: Any, value: Any) -> str:  # noqa: ANN401, PLR0911 - one for each kind of node
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
            # A negated class of ASCII characters would match all other characters.
            raise _UntranslatableError
    return f"[{'^' if is_negated else ''}{''.join(parts)}]"


def _spell(code_point: int) -> str:
    if 0xD800 <= code_point <= 0xDFFF:  # noqa: PLR2004 - surrogates, which RE2 does not support
        raise _UntranslatableError
    return f"\\x{{{code_point:x}}}"


def find_safe_length(pattern: str) -> int:
    """Return up to which length of a cell the pattern surely needs little time in Python."""
    try:
        tree = _parser.parse(f"^{pattern}$")
        length = 1
        while length <= _LONGEST_SAFE and _count_ways(tree, length) <= _MOST_WAYS:
            length *= 2
    except (re.error, RecursionError, OverflowError):
        return 0
    return length // 2


def _count_ways(nodes: Any, length: int) -> float:  # noqa: ANN401 - see above
    """Return an upper bound of the ways in which a regular expression can match a text."""
    ways = 1.0
    for kind, value in nodes:
        if kind in _REPEATS:
            least, most, inner = value
            times = min(most, length // max(1, inner.getwidth()[0]))
            ways *= _count_ways(inner, length) ** times * max(1, times - least + 1)
        elif kind is _constants.BRANCH:
            ways *= sum(_count_ways(branch, length) for branch in value[1])
        elif kind is _constants.GROUPREF_EXISTS:
            ways *= sum(_count_ways(branch, length) for branch in value[1:] if branch)
        elif kind is _constants.ATOMIC_GROUP:
            ways *= _count_ways(value, length)
        elif kind in _GROUPS:
            ways *= _count_ways(value[-1], length)
    return ways
