"""Release notes: the section of the changelog, the DOI and the changes of the data."""

from eventclaims.errors import PublishingError
from eventclaims.package.changelog import find_section

CHANGES = "changes.md"
# GitHub allows 125,000 characters.
_LONGEST = 120_000


def read_section(changelog: str, version: str) -> str:
    """Return the section of a version in a changelog, without its heading.

    Raises:
        PublishingError: If the section is missing or empty.
    """
    section = find_section(changelog, version)
    if section is None or not section.text:
        raise PublishingError(f"the changelog has no text for version {version}")
    return section.text


def compose_notes(section: str, changes: str | None, doi: str | None) -> str:
    """Return the notes in Markdown.

    Args:
        section: The section of the changelog.
        changes: The changes since the previous version, in Markdown.
        doi: The DOI of the version.
    """
    parts = [section]
    if doi:
        parts.append(f"To cite this version: https://doi.org/{doi}")
    if changes and changes.strip():
        parts.append(f"## Changes of the data\n\n{changes.strip()}")
    notes = "\n\n".join(parts)
    if len(notes) > _LONGEST:
        notes = (
            notes[:_LONGEST].rpartition("\n")[0] + "\n\n… the complete notes are in the archive."
        )
    return notes
