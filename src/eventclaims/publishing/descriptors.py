"""Name, version, title and DOI in the descriptor of a release."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventclaims.errors import PublishingError
from eventclaims.package.doi import read_doi
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.versions import is_version
from eventclaims.render.escaping import escape

Json = dict[str, Any]
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TITLE = re.compile(r"[^\x00-\x1f]{1,250}")


class WithDescriptor:
    """An object with a descriptor from `read_descriptor`."""

    __slots__ = ()

    descriptor: Json

    @property
    def name(self) -> str:
        """The name of the dataset."""
        return str(self.descriptor["name"])

    @property
    def version(self) -> str:
        """The version."""
        return str(self.descriptor["version"])

    @property
    def title(self) -> str:
        """The title of the dataset."""
        return str(self.descriptor["title"])

    @property
    def doi(self) -> str | None:
        """The DOI of the version, None if it was built without one."""
        return read_doi(self.descriptor.get("id"))


def read_descriptor(folder: Path) -> Json:
    """Return the descriptor of a folder; its name, version and title can be published.

    Raises:
        PublishingError: If it is missing, or one of these is.
    """
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise PublishingError(f"{path}: cannot be read ({type(error).__name__})") from error
    # A version is also safe as the name of a folder.
    forms: dict[str, Callable[[str], object]] = {
        "name": _NAME.fullmatch,
        "version": is_version,
        "title": _TITLE.fullmatch,
    }
    for key, has_form in forms.items():
        value = descriptor.get(key) if isinstance(descriptor, dict) else None
        if not isinstance(value, str) or not has_form(value):
            raise PublishingError(f"{path}: {key} {escape(repr(value))} cannot be published")
    return dict(descriptor)
