"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eventclaims.report.finding import Finding, Severity


class Layer(StrEnum):
    """The stage of validation that a rule belongs to, in the order in which stages run."""

    LINT = "lint"
    STRUCTURE = "structure"
    CONSISTENCY = "consistency"
    EVIDENCE = "evidence"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a package must or should keep to.

    Attributes:
        id: Permanent name, in lower case with hyphens.
        layer: The stage that checks it.
        severity: Weight of a violation.
        title: What is required, in a few words.
        why: What goes wrong for users where it is broken.
        fix: What to do about a finding.
        message: Template of a finding's message, filled with named values.
        tables: The tables that it speaks of; empty means every table.
        field: The column that a finding points at, where it is always the same.
    """

    id: str
    layer: Layer
    severity: Severity
    title: str
    why: str
    fix: str
    message: str
    tables: tuple[str, ...] = ()
    field: str | None = None

    def find(  # noqa: PLR0913 - a place has this many coordinates
        self,
        *,
        table: str | None = None,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        row: int | None = None,
        field: str | None = None,
        record: str | None = None,
        value: str | None = None,
        **values: object,
    ) -> Finding:
        """Return a finding of this rule at a place, its message filled from the values."""
        field = field or self.field or None
        filled = {"table": table, "field": field, "record": record, "value": value, **values}
        return Finding(
            rule=self.id,
            severity=self.severity,
            table=table,
            file=file,
            line=line,
            column=column,
            row=row,
            field=field,
            record=record,
            value=value,
            message=self.message.format(**filled),
            hint=self.fix,
        )


NOT_CHECKED = Rule(
    id="not-checked",
    layer=Layer.STRUCTURE,
    severity=Severity.NOTE,
    title="A check was left out because what it needs cannot be read",
    why="What was not checked must not pass for clean.",
    fix="Mend what is named, then validate again.",
    message="not checked: {what}, for want of {cause}",
)
