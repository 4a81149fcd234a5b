"""Waivers: expectations that may fail in one version, each with a reason.

The section of the version in CHANGELOG.md contains one list item for each:

    - Waived: `name-of-the-expectation` — the reason, in one sentence.
"""

import re
from collections.abc import Iterator, Mapping

from eventclaims.errors import AcceptanceError
from eventclaims.package.changelog import find_section
from eventclaims.render.escaping import escape

_ITEM = re.compile(r"\s*[-*+]\s+(?P<text>.*)")
_WAIVER = re.compile(r"Waived: `(?P<name>[^`]+)` (?:—|–|-) (?P<reason>\S.*)")  # noqa: RUF001 - the dashes that people write
# Items that are probably meant as waivers; a typing error must not be ignored.
_MEANT = re.compile(r"\W*waive[drs]*\b", re.IGNORECASE)


def read_waivers(changelog: str, version: str) -> dict[str, str]:
    """Read the waivers of a version from the text of CHANGELOG.md.

    Returns:
        The reason for each expectation by name.

    Raises:
        AcceptanceError: If a waiver is duplicate, has no reason or has another form.
    """
    waivers: dict[str, str] = {}
    for item in _list_items(changelog, version):
        match = _WAIVER.fullmatch(item)
        if match is None:
            if _MEANT.match(item):
                raise AcceptanceError(
                    f"CHANGELOG.md, {version}: write a waiver as '- Waived: `name` — reason', "
                    f"not as {escape(item, 60)!r}"
                )
            continue
        if match["name"] in waivers:
            raise AcceptanceError(f"CHANGELOG.md, {version}: duplicate waiver of {match['name']}")
        waivers[match["name"]] = match["reason"].strip()
    return waivers


def _list_items(changelog: str, version: str) -> Iterator[str]:
    """Yield the list items in the section of a version, each as one line."""
    section = find_section(changelog, version)
    item = ""
    for line in [*(section.text.splitlines() if section else ()), ""]:
        start = _ITEM.fullmatch(line)
        if item and (start or not line.strip() or line.startswith("#")):
            yield item
            item = ""
        if start:
            item = start["text"].strip()
        elif item:
            item += " " + line.strip()


def check_waivers(waivers: Mapping[str, str], failed: set[str], known: set[str]) -> None:
    """Reject waivers that waive nothing, so that none outlives its cause.

    Args:
        waivers: The reason for each waived expectation by name.
        failed: The names of the expectations that failed.
        known: The names of all expectations.

    Raises:
        AcceptanceError: If a waiver has no reason, or its expectation is not in the suite or did
            not fail.
    """
    for name, reason in waivers.items():
        shown = escape(name)
        if not reason.strip():
            raise AcceptanceError(f"the waiver of {shown} has no reason")
        if name not in known:
            raise AcceptanceError(f"a waiver names {shown}, which is not in the suite")
        if name not in failed:
            raise AcceptanceError(f"a waiver names {shown}, which did not fail; remove the waiver")
