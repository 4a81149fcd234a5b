"""Read and write JSON, none of which is trusted."""

import json
import re
from math import isinf
from pathlib import Path
from typing import Any, NoReturn

from eventclaims.errors import PackageError
from eventclaims.package.standard import find_duplicate

MAX_JSON_BYTES = 32 * 1024**2
MAX_DEPTH = 64
_MOST_DIGITS, _LONGEST_NUMBER = 4000, 40
_MARKED = re.compile(r'"\\u0000([-+.0-9eE]+)\\u0000"')


class WrittenFloat(float):
    """A number with a fraction or an exponent, as it is written in a JSON file.

    Attributes:
        text: Its digits, such as "1.10".
    """

    text: str


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object from an untrusted file.

    Args:
        path: The file.
        name: Its name in messages.

    Returns:
        The object; its floats are of the class WrittenFloat, so that `format_json` keeps them.

    Raises:
        PackageError: If it does not exist, is not a JSON object in UTF-8, or is too large.
    """
    if not path.is_file():
        reason = "not a regular file" if path.exists() else f"no such file in {path.parent}"
        raise PackageError(f"{name}: {reason}")
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            limit = MAX_JSON_BYTES // 1024**2
            raise PackageError(f"{name}: refused; larger than {limit} MiB")
        value = parse_json(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PackageError(f"{name}: not JSON: {error.msg} at {where}") from error
    except UnicodeError as error:
        raise PackageError(f"{name}: not JSON: not UTF-8") from error
    except RecursionError as error:
        raise PackageError(f"{name}: not JSON: nested too deeply") from error
    except ValueError as error:
        raise PackageError(f"{name}: not JSON: {error}") from error
    except OSError as error:
        raise PackageError(f"{name}: cannot be read ({error.strerror})") from error
    if not isinstance(value, dict):
        raise PackageError(f"{name}: not a JSON object")
    return value


def format_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return JSON with an indent of 2, in which numbers that were read keep their digits."""
    text = json.dumps(_mark_floats(value), ensure_ascii=False, indent=2, allow_nan=False)
    return _MARKED.sub(r"\1", text)


def parse_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text; ValueError or RecursionError explains why there is none."""
    value = json.loads(
        text,
        object_pairs_hook=_make_object,
        parse_constant=_refuse_number,
        parse_float=_read_float,
        parse_int=_read_integer,
    )
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()  # fails for unpaired surrogates
    if _is_deep(value):
        raise RecursionError
    return value


def _is_deep(value: object) -> bool:
    """Return whether a value is nested so deeply that libraries may fail to walk through it."""
    nodes = [value]
    for _ in range(MAX_DEPTH):
        lists = [[*node.values()] if isinstance(node, dict) else node for node in nodes]
        nodes = [child for one in lists if isinstance(one, list) for child in one]
        if not nodes:
            return False
    return True


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        repeated = find_duplicate([key for key, _ in pairs])
        raise ValueError(f"the key {repeated!r} is repeated in an object")
    return made


def _refuse_number(text: str) -> NoReturn:
    shown = text if len(text) <= _LONGEST_NUMBER else f"a number of {len(text)} characters"
    raise ValueError(f"{shown} is not a number that programs can read")


def _read_float(text: str) -> WrittenFloat:
    number = WrittenFloat(text)
    if isinf(number):
        _refuse_number(text)
    number.text = text
    return number


def _read_integer(text: str) -> int:
    return int(text) if len(text) <= _MOST_DIGITS else _refuse_number(text)


def _mark_floats(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _mark_floats(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_mark_floats(part) for part in value]
    return f"\0{value.text}\0" if isinstance(value, WrittenFloat) else value
