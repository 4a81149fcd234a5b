"""Resolve paths inside a package and read its JSON files."""

import json
import re
import unicodedata
from math import isinf
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from eventclaims.errors import PackageError
from eventclaims.package.resources import REMOTE
from eventclaims.package.standard import find_duplicate

MAX_JSON_BYTES = 32 * 1024**2
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
_SYSTEM_NAMES = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_SYSTEM_STARTS = ("._", ".~", "~$")
_MOST_DIGITS, _LONGEST_NUMBER = 4000, 40
_MARKED = re.compile(r'"\\u0000([-+.0-9eE]+)\\u0000"')


def resolve_inside(root: Path, relative: str) -> Path:
    """Return the absolute path of a file in a package.

    Args:
        root: Folder of the package, resolved.
        relative: The path as in the descriptor.

    Raises:
        PackageError: If it is a URL, absolute, or outside the package, also by a symbolic link.
    """
    posix = PurePosixPath(relative)
    if not relative.isprintable():
        raise PackageError(f"{relative!r}: refused; a path must not contain control characters")
    is_outside = posix.is_absolute() or ".." in posix.parts or _DRIVE.match(relative)
    if is_outside or "\\" in relative:
        reason = "be inside the package" if is_outside else "not contain a backslash"
        raise PackageError(f"{relative!r}: refused; a path must {reason}")
    if REMOTE.match(relative):
        reason = "not be a URL" if "//" in relative else "not begin with a name and a colon"
        raise PackageError(f"{relative}: refused; a path must {reason}")
    try:
        resolved = (root / posix).resolve()
        resolved.exists()
    except (OSError, RuntimeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "its links form a cycle"
        raise PackageError(f"{relative}: cannot be resolved ({cause})") from error
    if not resolved.is_relative_to(root):
        raise PackageError(f"{relative}: refused; a symbolic link leads out of the package")
    return resolved


def describe_similar(path: Path) -> str:
    """Return a remark on a file whose name differs from a missing one only in how it is written."""
    key = _normalise(path.name)
    try:
        names = [other.name for other in path.parent.iterdir() if _normalise(other.name) == key]
    except OSError:
        return ""
    if not names:
        return ""
    return f"; the file `{names[0]}` differs in case or Unicode form (NFC, NFD): rename it"


def _normalise(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def is_system_file(path: str) -> bool:
    """Return whether an operating system or a program left a file, such as .DS_Store."""
    return any(part in _SYSTEM_NAMES or part.startswith(_SYSTEM_STARTS) for part in path.split("/"))


class WrittenFloat(float):
    """A number with a fraction or an exponent, as it is written in a JSON file.

    Attributes:
        text: Its digits, such as "1.10".
    """

    text: str


def read_object(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object, or a YAML object if the name says so, from an untrusted file.

    Raises:
        PackageError: If it does not exist or is not an object in UTF-8.
    """
    if PurePosixPath(name).suffix.lower() in {".yaml", ".yml"} and path.is_file():
        from eventclaims.package.yaml_files import read_yaml  # noqa: PLC0415 - rarely needed

        return read_yaml(path, name)
    return read_json(path, name)


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
        raise PackageError(f"{name}: no such file in {path.parent}")
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            limit = MAX_JSON_BYTES // 1024**2
            raise PackageError(f"{name}: refused; larger than {limit} MiB")
        value = _parse_json(path.read_text("utf-8-sig"))
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


def _parse_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    value = json.loads(
        text,
        object_pairs_hook=_make_object,
        parse_constant=_refuse_number,
        parse_float=_read_float,
        parse_int=_read_integer,
    )
    json.dumps(value, ensure_ascii=False).encode()  # fails for unpaired surrogates
    return value


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
