"""The notes of a release: what the changelog says of it, and what the diff found."""

from __future__ import annotations

from eventclaims.errors import PublishingError
from eventclaims.package.changelog import find_section

CHANGES = "changes.md"
# What GitHub takes at most as the body of a release, in characters; with some to spare.
_LONGEST = 120_000


def read_section(changelog: str, version: str) -> str:
    """Return what a changelog says of a version, without the heading.

    Raises:
        PublishingError: If it has no section of that version, or an empty one.
    """
    section = find_section(changelog, version)
    if section is None or not section.text:
        raise PublishingError(f"the changelog says nothing of {version}")
    return section.text


def compose_notes(section: str, changes: str | None, doi: str | None) -> str:
    """Return the notes in Markdown.

    Args:
        section: The section of the changelog.
        changes: What the diff with the version before found, in Markdown, if there was one.
        doi: The DOI of the version, if it has one.
    """
    parts = [section]
    if doi:
        parts.append(f"To cite this version: https://doi.org/{doi}")
    if changes and changes.strip():
        parts.append(f"## Changes of the data\n\n{changes.strip()}")
    notes = "\n\n".join(parts)
    if len(notes) > _LONGEST:
        notes = notes[:_LONGEST].rpartition("\n")[0] + "\n\n… the whole is in the archive."
    return notes
