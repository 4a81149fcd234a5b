"""What stands at each point on the way to a public GitHub release."""

from __future__ import annotations

from dataclasses import dataclass

from eventclaims.publishing.release import Digest


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published: where, on which tag, and which files."""

    repository: str
    tag: str
    version: str
    title: str
    files: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Nothing has been asked for yet."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tag is there."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A draft release is being asked for; it may be there or not."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Drafted:
    """There is a draft release, of this id."""

    plan: Plan
    release: int


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Every asset is in the draft."""

    plan: Plan
    release: int


@dataclass(frozen=True, slots=True)
class Described:
    """The draft has its title and notes."""

    plan: Plan
    release: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The draft was read again and is what was built, no more and no less."""

    plan: Plan
    release: int


@dataclass(frozen=True, slots=True)
class Published:
    """The release is public, at this address."""

    plan: Plan
    release: int
    address: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The public release was read again and is what was built."""

    plan: Plan
    release: int
    address: str


State = (
    Planned | Tagged | Doubtful | Drafted | Uploaded | Described | Compared | Published | Confirmed
)
STATES: tuple[type[State], ...] = (
    Planned,
    Tagged,
    Doubtful,
    Drafted,
    Uploaded,
    Described,
    Compared,
    Published,
    Confirmed,
)
