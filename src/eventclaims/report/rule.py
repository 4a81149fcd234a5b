"""A rule and the layer that checks it."""

from dataclasses import dataclass
from enum import StrEnum

from eventclaims.package.conformance import PROPERTY, Conformance, Level
from eventclaims.report.finding import Finding, Severity


class Layer(StrEnum):
    """A stage of validation, in the order in which the stages run."""

    LINT = "lint"
    STRUCTURE = "structure"
    CONSISTENCY = "consistency"
    EVIDENCE = "evidence"
    HISTORY = "history"
    ACCEPTED = "accepted"


class Breaks(StrEnum):
    """The part of a table with a finding of the rule on which later layers cannot rely."""

    HEADER = "header"
    ROWS = "rows"
    KEYS = "keys"


class _Empty(str):
    """A missing value in a message: a word in the text, two quotation marks where it is quoted."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return "(empty)"


_EMPTY = _Empty()


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement that a package must or should meet.

    Attributes:
        id: Permanent name, in lower case with hyphens.
        layer: The layer that checks it.
        severity: Severity of its findings.
        title: The requirement, as one sentence.
        why: The consequence for users if it is violated.
        hint: How to fix a finding.
        message: Template of the message, filled with named values; None is shown as (empty).
        tables: The tables it applies to; empty for all tables.
        field: The column its findings name, if it is always the same.
        breaks: What later layers cannot rely on if it is violated; None if they run as usual.
        level: The level of conformance from which it applies.
        rule_set: The optional rule set that it belongs to; empty if it always applies.
        needed_table: A table that the package must have, because the rule requires a row of it.
        is_of_standard: Whether only packages that declare the standard must meet it.
        is_judged: Whether its errors can be right in the data, so that a person may accept them
            with a reason.
    """

    id: str
    layer: Layer
    severity: Severity
    title: str
    why: str
    hint: str
    message: str
    tables: tuple[str, ...] = ()
    field: str | None = None
    breaks: Breaks | None = None
    level: Level = Level.CORE
    rule_set: str = ""
    needed_table: str = ""
    is_of_standard: bool = False
    is_judged: bool = False

    @property
    def is_of_judgement(self) -> bool:
        """Whether a person may accept its findings, as with every warning."""
        return self.is_judged or self.severity is Severity.WARNING

    def applies(self, conformance: Conformance | None) -> bool:
        """Return whether it applies to a package that declares a level and rule sets."""
        if conformance is None:
            return True
        is_on = not self.rule_set or self.rule_set in conformance.rule_sets
        return is_on and conformance.level.includes(self.level)

    def find(  # noqa: PLR0913 - a position has this many coordinates
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
        """Return a finding of this rule, its message filled with the values."""
        field = field or self.field or None
        position = {"table": table, "file": file, "field": field, "record": record}
        position["value"] = value or None
        shown = position | {"record": record or "the row"} | values
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
            message=self.message.format(
                **{n: _EMPTY if v is None else v for n, v in shown.items()}
            ),
            hint=self.hint,
        )


NOT_CHECKED = Rule(
    id="not-checked",
    layer=Layer.STRUCTURE,
    severity=Severity.NOTE,
    title="Every check must be able to read the data it needs",
    why="Data that was not checked must not be mistaken for valid data.",
    hint="Fix the cause, then validate again.",
    message="Skipped: {what}, because {cause}.",
)
"""Its `cause` is a clause, such as "`claims` could not be read"; see `describe_unread`."""
MAX_FINDINGS = 100_000
"""After so many findings in a table a layer stops, so that no file takes all time and memory."""
NO_STANDARD_FIELD = PROPERTY
"""Field of the note that names the layers which do not apply; it is not a gap in the checks."""


def describe_unread(table: str) -> str:
    """Return the cause of a skipped check that needs a table without a readable file."""
    return f"`{table}` could not be read. Fix `{table}` first"


def report_limit(table: str, file: str, layer: Layer) -> Finding:
    """Return the note that a layer stopped in a table after MAX_FINDINGS findings."""
    what = f"the other rows of `{table}`"
    return NOT_CHECKED.find(table=table, file=file, what=what, cause=describe_limit(layer))


def describe_limit(layer: Layer) -> str:
    """Return the clause that explains why a layer stopped in a table."""
    return f"{layer} found {MAX_FINDINGS:,} problems in it"
