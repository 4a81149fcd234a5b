"""Versions, and which part of one a change raises."""

from __future__ import annotations

import re
from enum import IntEnum

Version = tuple[int, int, int]
# No number begins with a zero, so that a version is written in one way only (semver.org, 2).
_NUMBER = r"(0|[1-9]\d{0,8})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}", re.ASCII)


class Bump(IntEnum):
    """Which part of a version a change raises."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def parse_version(text: str | None) -> Version | None:
    """Return the major, minor and patch number of a version, None where it is not of that form."""
    match = _VERSION.fullmatch(text or "")
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def format_version(version: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, version))


def raise_version(version: Version, bump: Bump) -> Version:
    """Return the smallest version that is raised by a bump; before 1.0.0 nothing is promised.

    There a major change raises the minor number, since nobody was told that it would not come.
    """
    major, minor, patch = version
    if bump is Bump.NONE:
        return version
    if bump is Bump.MAJOR and major > 0:
        return major + 1, 0, 0
    if bump is Bump.PATCH:
        return major, minor, patch + 1
    return major, minor + 1, 0
