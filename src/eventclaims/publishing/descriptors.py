"""What the descriptor of a release says of it: name, version, title and DOI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eventclaims.errors import PublishingError
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.render.escaping import escape

Json = dict[str, Any]
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
# The form of semver.org, which is also safe as the name of a folder.
VERSION = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]{1,50}))?", re.ASCII
)


class WithDescriptor:
    """Whatever has a descriptor that `read_descriptor` gave."""

    __slots__ = ()

    descriptor: Json

    @property
    def name(self) -> str:
        """The name of the data set."""
        return str(self.descriptor["name"])

    @property
    def version(self) -> str:
        """The version."""
        return str(self.descriptor["version"])

    @property
    def title(self) -> str:
        """The title of the data set."""
        return str(self.descriptor["title"])

    @property
    def doi(self) -> str | None:
        """The DOI of the version, None where it was built without one."""
        return read_doi(self.descriptor)


def read_descriptor(folder: Path) -> Json:
    """Return the descriptor of a folder, with a name, a version and a title fit to be published.

    Raises:
        PublishingError: If there is none, or it lacks one of these.
    """
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise PublishingError(f"{path}: cannot be read ({type(error).__name__})") from error
    forms = {"name": _NAME, "version": VERSION, "title": re.compile(r"[^\x00-\x1f]{1,250}")}
    for key, form in forms.items():
        value = descriptor.get(key) if isinstance(descriptor, dict) else None
        if not isinstance(value, str) or not form.fullmatch(value):
            raise PublishingError(f"{path}: {key} {escape(repr(value))} cannot be published")
    return dict(descriptor)


def read_doi(descriptor: Json) -> str | None:
    """Return the DOI that a descriptor has as its id, bare, or None where it has none."""
    value = str(descriptor.get("id") or "")
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", value, flags=re.IGNORECASE)
    return bare if bare.startswith("10.") else None


def sort_versions(versions: Iterable[str]) -> list[str]:
    """Return versions in the order of semver.org, the lowest first."""
    return sorted(versions, key=_rank)


def _rank(version: str) -> tuple[object, ...]:
    match = VERSION.fullmatch(version)
    if not match:
        raise PublishingError(f"{escape(version)} is no version")
    parts = (match[4] or "").split(".")
    # A number sorts below a word; a version without such parts above all that have them.
    before = tuple((not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts)
    return (int(match[1]), int(match[2]), int(match[3]), match[4] is None, before)
