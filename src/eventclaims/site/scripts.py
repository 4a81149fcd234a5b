"""Scripts inside a page, so that they run from a folder, allowed by their hash alone."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

_COPYING = "copy.js"


def read_script(name: str) -> str:
    """Return the text of a script of this package, by its path in the package."""
    return files(__package__).joinpath(name).read_text("utf-8")


def write_value(value: object) -> str:
    """Return a value as JSON that a script can contain."""
    # "<" could end a script.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def embed_script(code: str, start: str, data: object) -> dict[str, Any]:
    """Return the values of a page with a script: its text, and its hash for the policy.

    Args:
        code: The script.
        start: The function of the script that is called when the page is loaded.
        data: The argument of the function.
    """
    return _allow_script(f"\n{code}{start}({write_value(data)});\n")


@cache
def embed_copying() -> dict[str, Any]:
    """Return the script of the buttons that copy a text, and its hash for the policy."""
    return _allow_script(f"\n{read_script(_COPYING)}")


def _allow_script(script: str) -> dict[str, Any]:
    digest = b64encode(sha256(script.encode()).digest()).decode()
    # Safe: the code is from this package, and its data have no "<".
    return {"script": Markup(script), "digest": digest}  # noqa: S704
