"""Reports in every format that is asked for; the only modules that format findings.

What commands share stands here; each other format is a module that is loaded when it is wanted.
"""

from eventclaims.render.escaping import escape
from eventclaims.render.json_report import render_json
from eventclaims.render.tables import render_markdown, render_table
from eventclaims.render.text import render_finding, render_text

__all__ = [
    "escape",
    "render_finding",
    "render_json",
    "render_markdown",
    "render_table",
    "render_text",
]
