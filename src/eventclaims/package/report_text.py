"""Files that contain the words of reports, and must not be part of anything published."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package.json_files import read_json

MARKER = "contains-report-text"
"""A property of a JSON object or one of its values; in HTML, the name of a `meta` element."""
_META = re.compile(rb"<meta[^>]{0,200}\b" + MARKER.encode(), re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
# Files of annotation tools, with the mark in a comment.
_ANNOTATED = (".xmi", ".qdpx")
# A marked page has its mark in its head.
_HEAD = 64 * 1024


def find_marked(root: Path, files: Iterable[str]) -> Iterator[str]:
    """Yield those of some files that are marked as containing the words of reports.

    Args:
        root: The folder of the files.
        files: Their paths below it.
    """
    for file in files:
        path = root / file
        if path.is_file() and _is_marked_file(path):
            yield file


def _is_marked_file(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in _PAGES:
        with path.open("rb") as opened:
            return _META.search(opened.read(_HEAD)) is not None
    if suffix in _ANNOTATED:
        return MARKER.encode() in path.read_bytes()
    return suffix == ".json" and _is_marked_json(path)


def _is_marked_json(path: Path) -> bool:
    if MARKER.encode() not in path.read_bytes():
        return False
    try:
        return _is_marked(read_json(path, path.name))
    except PackageError:
        # What no program can read is not safe to publish if it has the mark anywhere.
        return True


def _is_marked(value: dict[str, Any]) -> bool:
    listed = (part for part in value.values() if isinstance(part, list))
    return MARKER in value or MARKER in value.values() or any(MARKER in part for part in listed)
