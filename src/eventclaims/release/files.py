"""The files of a release: where each lies, what it is, and its bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

# Media types by suffix, as registered with IANA where they are.
MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".do": "text/x-stata",
    ".dta": "application/x-stata-dta",
    ".graphml": "application/graphml+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".py": "text/x-python",
    ".R": "text/x-r",
    ".ris": "application/x-research-info-systems",
    ".sqlite": "application/vnd.sqlite3",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release.

    Attributes:
        path: Where it lies, relative to the release, with forward slashes.
        title: What it is, in one short sentence for readers.
        content: Its bytes.
    """

    path: str
    title: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The media type that its suffix stands for; plain text where it has none."""
        return MEDIA_TYPES.get(PurePosixPath(self.path).suffix, "text/plain")

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def encode_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return a value as indented JSON in UTF-8 that can stand in a script of a page, too."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return (text.replace("<", "\\u003c") + "\n").encode()
