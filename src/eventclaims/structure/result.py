"""The result of the structure layer, and of Frictionless within it."""

from dataclasses import dataclass

from eventclaims.report.columns import Found


@dataclass(frozen=True, slots=True)
class Structure:
    """What the structure layer found.

    Attributes:
        findings: The findings, with record numbers but without physical lines; those of `whole`
            have their lines.
        whole: Names of the resources that Frictionless read itself.
        rows: Number of rows in these.
    """

    findings: list[Found]
    whole: frozenset[str] = frozenset()
    rows: int = 0
