"""The changelog: its section of a version, and the day of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^## +\[?v?([^\s\]]+)\]?(?:.*?(\d{4}-\d{2}-\d{2}))?.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """What a changelog says of one version.

    Attributes:
        version: The version, such as "1.0.0".
        day: Its day, YYYY-MM-DD, None where the heading has none.
        text: The lines below the heading, without blank lines around them.
    """

    version: str
    day: str | None
    text: str


def read_sections(changelog: str) -> tuple[Section, ...]:
    """Return the sections of a changelog in Markdown, in the order of the file.

    Args:
        changelog: Its text; a section begins with `## VERSION — YYYY-MM-DD` or `## [VERSION]`.

    Returns:
        The sections.
    """
    heads = list(_HEADING.finditer(changelog))
    ends = [*(head.start() for head in heads), len(changelog)]
    return tuple(
        Section(head[1], head[2], changelog[head.end() : ends[number]].strip())
        for number, head in enumerate(heads, 1)
    )


def find_section(changelog: str, version: str) -> Section | None:
    """Return the section of a version, or None where the changelog has none."""
    return next((part for part in read_sections(changelog) if part.version == version), None)
