"""The scripts of the pages of a site."""

from functools import cache
from typing import Any

from eventclaims.render import scripts

_COPYING = "copy.js"


def read_script(name: str) -> str:
    """Return the text of a script of this package, by its path in the package."""
    return scripts.read_script(__package__, name)


@cache
def embed_copying() -> dict[str, Any]:
    """Return the script of the buttons that copy a text, and its hash for the policy."""
    return scripts.allow_script(f"\n{read_script(_COPYING)}")
