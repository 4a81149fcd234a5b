"""The declaration of the event-claim standard in a package: version, level and rule sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PROPERTY = "eventclaims"
"""The property of the descriptor that names the standard."""
VERSION = "2.0"
VERSION_1 = "1.0"
# Packages of version 1 name this file of theirs in the property `profile`.
_PROFILE_1 = "eventclaims-profile.json"


class Level(StrEnum):
    """The tie between rows and their sources; each level includes those before it."""

    CORE = "core"
    CITED = "cited"
    ANCHORED = "anchored"

    def includes(self, other: "Level") -> bool:
        """Return whether what another level requires is required at this level."""
        order = [*Level]
        return order.index(other) <= order.index(self)


_PROMISES = {
    Level.CORE: "no evidence is required",
    Level.CITED: "each coded row names its source and the place in it",
    Level.ANCHORED: "each coded row names a span of a text, verifiable by its hash",
}
HOUSE_STYLE = "house-style"
"""The rule set on how coders write; see `Rule.rule_set`."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """The declaration in a descriptor.

    Attributes:
        standard: Version of the standard, such as 2.0.
        level: The level; `anchored` if the descriptor names an unknown one.
        rule_sets: Names of the optional rule sets that the package switches on.
        has_open_texts: Whether the texts of the documents may be published.
    """

    standard: str
    level: Level
    rule_sets: frozenset[str] = frozenset()
    has_open_texts: bool = False

    @property
    def name(self) -> str:
        """The standard and the level, for people."""
        return f"eventclaims {self.standard}, level {self.level}"

    @property
    def promise(self) -> str:
        """The standard, the level and what the level requires, as a sentence."""
        return f"Standard: {self.name}: {_PROMISES[self.level]}."

    @property
    def is_current(self) -> bool:
        """Whether the package follows the version of the standard that is checked."""
        return self.standard == VERSION


def read_conformance(descriptor: Mapping[str, Any]) -> Conformance | None:
    """Return what a descriptor declares; None if it is not an event-claim package."""
    declared = descriptor.get(PROPERTY)
    if isinstance(declared, dict):
        level, sets = declared.get("level"), declared.get("rule_sets")
        return Conformance(
            standard=str(declared.get("standard", "")),
            level=Level(level) if isinstance(level, str) and level in [*Level] else Level.ANCHORED,
            rule_sets=frozenset(map(str, sets)) if isinstance(sets, list) else frozenset(),
            has_open_texts=declared.get("texts") == "open",
        )
    profile = descriptor.get("profile")
    if isinstance(profile, str) and profile.split("/")[-1] == _PROFILE_1:
        return Conformance(VERSION_1, Level.ANCHORED)
    return None
