"""What stands at each point on the way to a public GitHub release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from eventclaims.publishing.built_release import Digest


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
class DraftRequested:
    """A draft release is being asked for; it may be there or not."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class _Draft:
    plan: Plan
    release: int


@dataclass(frozen=True, slots=True)
class Drafted(_Draft):
    """There is a draft release, of this id."""


@dataclass(frozen=True, slots=True)
class Uploaded(_Draft):
    """Every asset is in the draft."""


@dataclass(frozen=True, slots=True)
class Described(_Draft):
    """The draft has its title and notes."""


@dataclass(frozen=True, slots=True)
class Compared(_Draft):
    """The draft was read again and is what was built, no more and no less."""


@dataclass(frozen=True, slots=True)
class _Release(_Draft):
    address: str


@dataclass(frozen=True, slots=True)
class Published(_Release):
    """The release is public, at this address."""


@dataclass(frozen=True, slots=True)
class Confirmed(_Release):
    """The public release was read again and is what was built."""


State = (
    Planned
    | Tagged
    | DraftRequested
    | Drafted
    | Uploaded
    | Described
    | Compared
    | Published
    | Confirmed
)
STATES: tuple[type[State], ...] = get_args(State)
