"""Rules of the history layer: a package against its previous release."""

from functools import partial

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.HISTORY, severity=Severity.ERROR)

ID_GONE = _error(
    id="id-gone",
    title="A released id must remain in its table or be listed in `retired`",
    why="A paper that cites the row would refer to nothing, without an explanation.",
    hint="Restore the row, or add the id to `retired` with its successor and the reason.",
    message="{record} was in version {previous}, but is neither in the table nor in `retired`",
)
ID_REUSED = _error(
    id="id-reused",
    title="An id must identify the same thing in every release",
    why="A paper that cites the row would refer to something else.",
    hint="Restore the row. Give the other thing a new id, and retire the old id if necessary.",
    message="`{field}` of {record} was {old!r} in version {previous}",
)
VERSION_LOW = _error(
    id="version-low",
    title="The version must be as high as the changes require",
    why="Users rely on the version to know whether their scripts and counts are still valid.",
    hint="Raise the version in datapackage.json to the required version or higher.",
    message="version {version} is too low: {reason}, so {needed} or higher is required",
)
RULES = (ID_GONE, ID_REUSED, VERSION_LOW)
