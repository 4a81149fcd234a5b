"""Render reports as JSON."""

import json
import re
from typing import Any

from eventclaims.report.report import Report

# JSON allows characters that could control a terminal or a CI log, and lone surrogates, which
# cannot be encoded as UTF-8. Letters of all scripts remain readable.
_UNSAFE = re.compile(r"[^ -~\n]+|##(?=\w*\[)")


def render_json(report: Report, *, strict: bool = False) -> str:
    """Return the report as one JSON object.

    Args:
        report: The report.
        strict: Whether warnings fail.
    """
    return dump_json(report.to_dict(strict=strict))


def dump_json(value: dict[str, Any]) -> str:
    """Return a value as JSON in which unsafe characters are escaped."""
    # Checking whole lines first is faster, because most need no escapes.
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(
        line if line.isprintable() and "##" not in line else _UNSAFE.sub(_escape, line)
        for line in lines
    )


def _escape(match: re.Match[str]) -> str:
    run = match[0]
    if run == "##":
        return r"\u0023#"
    if run.isprintable():
        return run
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in run)
