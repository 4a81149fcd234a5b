"""Scripts inside a page, so that they run from a folder, allowed by their hash alone."""

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup


def embed_script(name: str, start: str, data: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return the values of a page with a script: its text, and its hash for the policy.

    Args:
        name: File of the script in this folder.
        start: The function of the script that is called when the page is loaded.
        data: The argument of the function.
    """
    # The characters that could end a script.
    argument = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    code = (files(__package__) / name).read_text("utf-8")
    script = f"\n{code}{start}({argument});\n"
    digest = b64encode(sha256(script.encode()).digest()).decode()
    # Safe: the code is from this package, and its data have no "<".
    return {"script": Markup(script), "digest": digest}  # noqa: S704
