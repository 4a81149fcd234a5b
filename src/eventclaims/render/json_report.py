"""Reports as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from eventclaims.report.report import Report

# What JSON leaves as it is, and a terminal, an editor or a CI log may not; a surrogate alone cannot
# even be written as UTF-8. Letters of every script stay readable.
_SUSPECT = re.compile(r"[^ -~\n]+|##(?=\w*\[)")


def render_json(report: Report) -> str:
    """Return the report as one JSON object."""
    return dump_json(report.to_dict())


def dump_json(value: dict[str, Any]) -> str:
    """Return a value as JSON that reads back as it was, and steers nothing that shows it."""
    # Most lines have nothing to spell, and to look at them whole is soon done.
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(
        line if line.isprintable() and "##" not in line else _SUSPECT.sub(_spell, line)
        for line in lines
    )


def _spell(match: re.Match[str]) -> str:
    run = match[0]
    if run == "##":
        return r"\u0023#"
    if run.isprintable():
        return run
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in run)
