"""Rules of history: what must hold between a package and its previous release."""

from __future__ import annotations

from functools import partial

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.HISTORY, severity=Severity.ERROR)

ID_GONE = _error(
    id="id-gone",
    title="An id that was released is still there, or is retired",
    why="A paper that cites the row would point at nothing, and nobody could see why.",
    fix="Restore the row, or add the id to retired with its successor and the reason.",
    message="{record} was in version {previous} and is neither in the table nor in retired",
)
ID_REUSED = _error(
    id="id-reused",
    title="An id stands for the same thing in every release",
    why="A paper that cites the row would now point at something else.",
    fix="Restore the row, give the new thing a new id, and retire the old one.",
    message="{field} of {record} was {old!r} in version {previous}",
)
VERSION_LOW = _error(
    id="version-low",
    title="The version is as high as the changes ask for",
    why="Users read from the version whether their scripts and counts still hold.",
    fix="Raise the version in datapackage.json at least to the one that is named.",
    message="the changes since {previous} ask for {needed} or higher ({reason}), "
    "the version is {version}",
)
RULES = (ID_GONE, ID_REUSED, VERSION_LOW)
