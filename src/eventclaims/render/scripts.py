"""Scripts inside a page, so that they run from a folder, allowed by their hash alone."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from eventclaims.evidence.html_text import INLINE, RAW, SILENT

COMPARISON = ("fingerprints.js", "html_text.js", "verify.js", "word_coverage.js")
"""The scripts that compare a text; they need no page."""
_ELEMENTS = {"RAW": RAW, "SILENT": SILENT, "INLINE": INLINE}
# Only these differ by case folding of Unicode and lie in its first two planes.
_FOLDED = 0x20000


def read_script(name: str) -> str:
    """Return the text of a script, by its path inside the package `eventclaims`."""
    return files("eventclaims").joinpath(name).read_text("utf-8")


@cache
def read_text_scripts(*names: str) -> str:
    """Return scripts of COMPARISON as one, after the facts of Python that they use."""
    code = [read_script(f"render/text_scripts/{name}") for name in names]
    facts = {"FOLDS": _list_folds()} | {n: sorted(e) for n, e in _ELEMENTS.items()}
    lines = [f"const {name} = {write_value(value)};\n" for name, value in facts.items()]
    return "".join(['"use strict";\n', *lines, *code])


def _list_folds() -> dict[str, str]:
    """Return the characters whose case folding is not their lower case."""
    characters = map(chr, range(_FOLDED))
    return {c: c.casefold() for c in characters if c.casefold() != c.lower()}


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
    return allow_script(f"\n{code}{start}({write_value(data)});\n")


def allow_script(script: str) -> dict[str, Any]:
    """Return the values of a page with a script that needs no call; see `embed_script`."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    # Safe: the code is from this package, and its data have no "<".
    return {"script": Markup(script), "digest": digest}  # noqa: S704
