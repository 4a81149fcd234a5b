"""JSON and XML of other programs, which are not trusted."""

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from eventclaims.exchange.entries import CodingError

MAX_BYTES = 50 * 1024**2
_LONGEST_MESSAGE = 200
# What XML cannot contain.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_content(content: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the content of a JSON file."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def load_schema(name: str) -> Draft202012Validator:
    """Return the validator of a schema in this package."""
    source = files("eventclaims.exchange.annotations") / f"{name}.schema.json"
    return Draft202012Validator(json.loads(source.read_text("utf-8")))


def read_limited(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        CodingError: If it cannot be read or is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CodingError(f"{path.name}: refused; larger than {MAX_BYTES // 1024**2} MiB")
        return path.read_bytes()
    except OSError as error:
        raise CodingError(f"{path.name}: cannot be read ({error.strerror or error})") from error


def read_checked(path: Path, validator: Draft202012Validator) -> Any:  # noqa: ANN401 - any JSON
    """Return the content of a JSON file that has the form of a schema.

    Raises:
        CodingError: If it cannot be read, is too large or too deep, or has another form.
    """
    return parse_checked(read_limited(path), path.name, validator)


def parse_checked(content: bytes, name: str, validator: Draft202012Validator) -> Any:  # noqa: ANN401
    """Return the value of JSON that has the form of a schema.

    Raises:
        CodingError: If it is not JSON, is too deep, or has another form.
    """
    try:
        value = json.loads(content.decode("utf-8-sig"))
        problem: ValidationError | None = best_match(validator.iter_errors(value))
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else str(error)
        raise CodingError(f"{name}: not JSON in UTF-8, or damaged ({reason})") from error
    if problem:
        where = problem.json_path.removeprefix("$").removeprefix(".")
        shown = problem.message[:_LONGEST_MESSAGE]
        raise CodingError(f"{name}: not in the expected form; {where or 'the file'}: {shown}")
    return value


def repair(text: str) -> str:
    """Return a text with U+FFFD in place of halves of characters, which JavaScript can cut."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def find_unfit(text: str) -> int | None:
    """Return the position of the first character that XML cannot contain, None without one."""
    match = _UNFIT.search(text)
    return match.start() if match else None
