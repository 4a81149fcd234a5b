"""Render reports as JSON."""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eventclaims.report.report import Report

# JSON allows characters that could control a terminal or a CI log, and lone surrogates, which
# cannot be encoded as UTF-8. Letters of all scripts remain readable.
_UNSAFE = re.compile(r"[^ -~\n]+|##(?=\w*\[)")


@dataclass(frozen=True, slots=True)
class Stream:
    """Items of a list that are written one by one, each on a line."""

    items: Iterable[dict[str, Any]]


def render_json(report: Report, *, strict: bool = False) -> Iterator[str]:
    """Yield the parts of the report as one JSON object, with one finding on each line.

    Args:
        report: The report.
        strict: Whether warnings fail.
    """
    findings = Stream(finding.to_dict() for finding in report.findings)
    accepted = Stream(accepted.to_dict() for accepted in report.accepted)
    summary = report.summarize(strict=strict)
    return stream_json(summary | {"findings": findings, "accepted": accepted})


def dump_json(value: object) -> str:
    """Return a value as JSON in which unsafe characters are escaped."""
    return "".join(stream_json(value))


def stream_json(value: object) -> Iterator[str]:
    """Yield the parts of a value, which may contain streams, as JSON; see `dump_json`."""
    streams: list[Stream] = []
    mark = secrets.token_hex(16)

    def remember(stream: Stream) -> str:
        streams.append(stream)
        return mark

    text = json.dumps(value, ensure_ascii=False, indent=2, default=remember)
    first, *others = text.split(f'"{mark}"')
    yield _escape_lines(first)
    for stream, rest in zip(streams, others, strict=True):
        yield "["
        separator = "\n"
        for item in stream.items:
            yield separator + _escape_line(json.dumps(item, ensure_ascii=False))
            separator = ",\n"
        yield ("]" if separator == "\n" else "\n]") + _escape_lines(rest)


def _escape_lines(text: str) -> str:
    return "\n".join(map(_escape_line, text.split("\n")))


def _escape_line(line: str) -> str:
    # Checking a whole line first is faster, because most need no escapes.
    is_safe = line.isprintable() and "##" not in line
    return line if is_safe else _UNSAFE.sub(_escape, line)


def _escape(match: re.Match[str]) -> str:
    run = match[0]
    if run == "##":
        return r"\u0023#"
    if run.isprintable():
        return run
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in run)
