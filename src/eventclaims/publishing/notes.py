"""Release notes: the section of the changelog, the DOI and the changes of the data."""

from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.changelog import find_section
from eventclaims.publishing.built_release import Release

CHANGES = "changes.md"
# GitHub allows 125,000 characters.
_LONGEST = 120_000


def read_notes(release: Release, package: Path) -> str:
    """Return the notes from the changelog of a package and the changes in its release.

    Raises:
        PublishingError: If the changelog cannot be read, or has no text for the version.
    """
    try:
        changelog = (package / "CHANGELOG.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"CHANGELOG.md: cannot be read ({type(error).__name__})") from error
    section = read_section(changelog, release.version)
    return compose_notes(section, release.read_text(CHANGES), release.doi)


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
