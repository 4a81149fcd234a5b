"""What is raised when something could not be checked; faults of the data are findings."""

from __future__ import annotations


class EventClaimsError(Exception):
    """A check or a command could not be carried out; the message is one line for the user."""


class AcceptanceError(EventClaimsError):
    """A release could not be judged against its suite, or a waiver does not hold."""


class PackageError(EventClaimsError):
    """A package could not be opened, or is refused because it is not safe to open."""


class TableError(EventClaimsError):
    """A table could not be read."""


class TextsError(EventClaimsError):
    """The texts of the documents could not be read, or a passage is not in them."""


class PublishingError(EventClaimsError):
    """A release could not be published; running the command again goes on where this one ended."""
