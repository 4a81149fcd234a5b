"""Exceptions for checks and commands that fail; problems of the data are findings instead."""


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


class PublishingError(EventClaimsError):
    """A release could not be published; running the command again resumes the publication."""
