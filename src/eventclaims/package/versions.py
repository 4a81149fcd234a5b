"""Parse, compare and raise versions as semver.org defines them."""

import re
from collections.abc import Iterable
from enum import IntEnum

from eventclaims.errors import EventClaimsError

Version = tuple[int, int, int]
_NUMBER = r"(0|[1-9]\d{0,8})"
_IDENTIFIER = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
_PRERELEASE = rf"(?:-(?=.{{1,50}}$)({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}{_PRERELEASE}", re.ASCII)


class Bump(IntEnum):
    """The part of a version that a change raises."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def is_version(text: str) -> bool:
    """Return whether a text is a version, with or without a pre-release."""
    return _VERSION.fullmatch(text) is not None


def parse_version(text: str | None) -> Version | None:
    """Return the numbers of a version; None for a pre-release and for any other text."""
    match = _VERSION.fullmatch(text or "")
    return _get_numbers(match) if match and match[4] is None else None


def sort_versions(versions: Iterable[str]) -> list[str]:
    """Return versions and pre-releases from the lowest to the highest.

    Raises:
        EventClaimsError: If a text is not a version.
    """
    return sorted(versions, key=_get_precedence)


def format_version(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def raise_version(version: Version, bump: Bump) -> Version:
    """Return the lowest version that a bump requires.

    Before 1.0.0 a major change raises the minor number, as semver.org allows.
    """
    major, minor, patch = version
    if bump is Bump.NONE:
        return version
    if bump is Bump.MAJOR and major > 0:
        return major + 1, 0, 0
    if bump is Bump.PATCH:
        return major, minor, patch + 1
    return major, minor + 1, 0


def _get_numbers(match: re.Match[str]) -> Version:
    return int(match[1]), int(match[2]), int(match[3])


def _get_precedence(text: str) -> tuple[object, ...]:
    match = _VERSION.fullmatch(text)
    if match is None:
        raise EventClaimsError(f"{text!r} is not a version")
    identifiers = (match[4] or "").split(".")
    # Numbers sort below words, and pre-releases below the version itself.
    ranks = tuple((not i.isdigit(), int(i) if i.isdigit() else 0, i) for i in identifiers)
    return (*_get_numbers(match), match[4] is None, ranks)
