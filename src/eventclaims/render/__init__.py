"""Render reports, differences and agreement; one module per output format.

This module exports what several commands use; other formats are imported when needed.
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
