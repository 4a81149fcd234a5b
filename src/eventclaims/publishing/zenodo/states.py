"""What stands at each point on the way to a public record; the way itself is in `steps`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from eventclaims.publishing.built_release import Digest


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published, and the record of the version before it, if there is one."""

    name: str
    title: str
    version: str
    previous: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """Nothing has been asked for yet."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class DraftRequested:
    """A draft is being asked for; it may be there or not."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Drafted:
    """There is a draft, of this id."""

    plan: Plan
    record: str


@dataclass(frozen=True, slots=True)
class Reserved:
    """The draft has a DOI."""

    plan: Plan
    record: str
    doi: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """A draft with a DOI, and what was built with that DOI.

    Attributes:
        plan: What is published.
        record: Id of the draft, and later of the record.
        doi: DOI of this version.
        files: The files that it is to have.
        content: Digest of the tables, which is the same for every DOI.
    """

    plan: Plan
    record: str
    doi: str
    files: tuple[Digest, ...]
    content: str


@dataclass(frozen=True, slots=True)
class _Draft:
    deposit: Deposit


@dataclass(frozen=True, slots=True)
class Built(_Draft):
    """The release is built with the DOI."""


@dataclass(frozen=True, slots=True)
class Uploaded(_Draft):
    """Every file is in the draft."""


@dataclass(frozen=True, slots=True)
class Described(_Draft):
    """The draft has its metadata."""


@dataclass(frozen=True, slots=True)
class Compared(_Draft):
    """The draft was read again and is what was built, no more and no less."""


@dataclass(frozen=True, slots=True)
class _Record(_Draft):
    concept_doi: str | None


@dataclass(frozen=True, slots=True)
class Published(_Record):
    """The record is public; the concept DOI stands for all its versions, where it has one."""


@dataclass(frozen=True, slots=True)
class Confirmed(_Record):
    """The public record was read again, and its zip downloaded: both are what was built."""


State = (
    Planned | DraftRequested | Drafted | Reserved | Built | Uploaded | Described | Compared
    | Published | Confirmed
)  # fmt: skip
STATES: tuple[type[State], ...] = get_args(State)
