"""Read the sections of a changelog."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^## +\[?v?([^\s\]]+)\]?(?:.*?(\d{4}-\d{2}-\d{2}))?.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a changelog.

    Attributes:
        version: First word of the heading, such as "1.0.0" or "Unreleased".
        day: Date in the heading, YYYY-MM-DD; None if it has none.
        text: The lines below the heading, without blank lines around them.
    """

    version: str
    day: str | None
    text: str


def read_sections(changelog: str) -> tuple[Section, ...]:
    """Return the sections of a changelog in Markdown, in the order of the file.

    A section begins with `## VERSION — YYYY-MM-DD` or `## [VERSION]`.
    """
    headings = list(_HEADING.finditer(changelog))
    ends = [*(heading.start() for heading in headings), len(changelog)]
    return tuple(
        Section(heading[1], heading[2], changelog[heading.end() : ends[number]].strip())
        for number, heading in enumerate(headings, 1)
    )


def find_section(changelog: str, version: str) -> Section | None:
    """Return the section of a version; None if there is none."""
    return next((part for part in read_sections(changelog) if part.version == version), None)
