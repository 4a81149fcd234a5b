"""Exceptions for checks and commands that fail; problems of the data are findings instead."""

from collections.abc import Sequence


class EventClaimsError(Exception):
    """A check or a command failed; the message is one line for the user."""


class AcceptanceError(EventClaimsError):
    """A release could not be checked against its suite, or a waiver is invalid."""


class PackageError(EventClaimsError):
    """A package could not be opened, or is not safe to open."""


class TableError(EventClaimsError):
    """A table could not be read."""


class TextsError(EventClaimsError):
    """The texts of the documents could not be read, or do not contain a passage."""


class PassagesError(TextsError):
    """Documents without a text, or spans that are not in their text.

    Attributes:
        problems: A line for each, which begins with the id of the row.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        more = f", and {len(problems) - 1} more problems" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = tuple(problems)


class PublishingError(EventClaimsError):
    """A release could not be published; running the command again resumes the publication."""
