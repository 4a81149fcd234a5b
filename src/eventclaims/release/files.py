"""The files of a release: path, title and content."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

# Media types by suffix, as registered with IANA if they are.
MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".dta": "application/x-stata-dta",
    ".graphml": "application/graphml+xml",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".py": "text/x-python",
    ".R": "text/x-r",
    ".ris": "application/x-research-info-systems",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release.

    Attributes:
        path: Path relative to the release, with forward slashes.
        title: What it contains, in one short sentence.
        content: Its bytes.
    """

    path: str
    title: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The media type of its suffix, plain text by default."""
        return MEDIA_TYPES.get(PurePosixPath(self.path).suffix, "text/plain")

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


Files = tuple[ReleaseFile, ...]


def encode_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return a value as indented JSON in UTF-8 that is also safe inside an HTML script."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return (text.replace("<", "\\u003c") + "\n").encode()
