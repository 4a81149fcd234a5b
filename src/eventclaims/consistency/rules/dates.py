"""Rules of dates: intervals, and the order of two intervals."""

from dataclasses import dataclass, replace
from functools import partial

from eventclaims.package.conformance import HOUSE_STYLE
from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.WARNING)
_DATED = ("sources", "events", "statements")


@dataclass(frozen=True, slots=True)
class NotAfter:
    """A rule that one interval must not be after another.

    Attributes:
        rule: The rule. It is broken if the first interval begins after the second ends.
        second: The column of the second interval's latest day.
        first: The columns of the first interval's earliest and latest day.
    """

    rule: Rule
    second: str
    first: tuple[str, str] = ("date_earliest", "date_latest")

    @property
    def is_interval(self) -> bool:
        """Whether the first is an interval and not one day, so that the order can be uncertain."""
        return self.first[0] != self.first[1]

    @property
    def possible(self) -> Rule:
        """The rule as a note: the first interval may be after the second, but need not be."""
        return replace(
            self.rule,
            id=f"possibly-{self.rule.id}",
            severity=Severity.NOTE,
            title=f"{self.rule.title}, for any possible day",
            message=f"possibly, because its latest day is {{{self.first[1]}}}: {self.rule.message}",
        )


NOT_AFTER = (
    NotAfter(
        _error(
            id="statement-after-document",
            tables=("statements",),
            field="date_earliest",
            is_judged=True,
            title="A statement must not be dated after the document that contains it",
            why="A document cannot quote a statement that has not been made yet.",
            hint="Correct the date of the statement or of the document, or the document id.",
            message="the statement is dated {edtf}, its document {document_latest} or earlier",
        ),
        "document_latest",
    ),
    NotAfter(
        _error(
            id="event-after-document",
            tables=("events",),
            field="date_earliest",
            is_judged=True,
            title="A reported or alleged event must not be dated after all of its documents",
            why="A document cannot report an event that has not happened yet.",
            hint="Correct the date, or change the status to scheduled or deadline.",
            message="the event is {status} and dated {edtf}, "
            "its latest document {documents_latest} or earlier",
        ),
        "documents_latest",
    ),
    NotAfter(
        _error(
            id="after-release",
            tables=("events", "statements"),
            field="date_earliest",
            is_judged=True,
            title="A statement, or an event that has happened, must not be dated after the release",
            why="A release cannot contain the future, except for plans.",
            hint="Correct the date, the status, or the date of created in datapackage.json.",
            message="the row is dated {edtf}, the release {release_day}",
        ),
        "release_day",
    ),
    NotAfter(
        _error(
            id="event-after-claim",
            tables=("claims",),
            field="event_id",
            is_judged=True,
            title="An event must not be dated after a statement that says it has happened",
            why="One of the two dates must be wrong.",
            hint="Correct one of the two dates, or the event or the type of the claim.",
            message="the claim is of type {claim_type}, its event {event_id} is dated "
            "{event_edtf}, its statement {statement_latest} or earlier",
        ),
        "statement_latest",
        ("event_earliest", "event_latest"),
    ),
    NotAfter(
        _error(
            id="deadline-before-statement",
            tables=("claims",),
            field="deadline",
            is_judged=True,
            title="A deadline must not be before the statement that sets it",
            why="Nobody sets a deadline in the past, so one of the dates must be wrong.",
            hint="Correct the deadline or the date of the statement.",
            message="the deadline {deadline} is before the statement, dated {statement_edtf}",
        ),
        "deadline",
        ("statement_earliest", "statement_latest"),
    ),
    NotAfter(
        _error(
            id="cited-after-document",
            tables=("sources",),
            field="date_earliest",
            is_judged=True,
            title="A cited source must not be dated after the document that cites it",
            why="A document cannot cite a source that has not been published yet.",
            hint="Correct the date of the source or of the document.",
            message="the source is dated {edtf}, "
            "the document that cites it {citing_latest} or earlier",
        ),
        "citing_latest",
    ),
    NotAfter(
        _error(
            id="relation-after-document",
            tables=("actor_relations",),
            field="valid_from",
            is_judged=True,
            title="A relation must not begin after the document that reports it",
            why="A document cannot report a relation that does not exist yet.",
            hint="Correct the date, or the document id.",
            message="the relation begins on {valid_from}, "
            "its document is dated {document_latest} or earlier",
        ),
        "document_latest",
        ("valid_from", "valid_from"),
    ),
)
POSSIBLE = tuple(pair.possible for pair in NOT_AFTER if pair.is_interval)
RULES = (
    _error(
        id="date-form",
        tables=("sources", "actor_relations", "events", "statements", "claims", "coding_runs"),
        title="A date must have the form YYYY-MM-DD",
        why="Some readers accept 2021-4-2 as a date and others drop it, so results differ.",
        hint="Write the year with four digits, month and day with two.",
        message="not in the form YYYY-MM-DD: {malformed_dates}",
    ),
    _error(
        id="bounds-reversed",
        tables=_DATED,
        field="date_earliest",
        title="The earliest day must not be after the latest",
        why="Such an interval contains no day, so it cannot be compared with any other.",
        hint="Swap the two dates, or correct the wrong one.",
        message="the earliest day {date_earliest} is after the latest day {date_latest}",
    ),
    _error(
        id="date-differs",
        tables=_DATED,
        field="date",
        title="The EDTF date must match its bounds",
        why="If the two differ, users do not know which one is right.",
        hint="Run eventclaims derive, which writes the date from the bounds.",
        message="the date is {date!r}, but its bounds make it {edtf!r}",
    ),
    _error(
        id="date-basis",
        tables=_DATED,
        field="date_basis",
        title="A date must have a basis, and an empty date the basis unknown",
        why="The basis shows how far a date can be trusted.",
        hint="Set the basis of the date, or remove its bounds if the date is unknown.",
        message="the basis is {date_basis!r}, but the date is {date!r}",
    ),
    _error(
        id="date-type-missing",
        tables=("events", "statements"),
        field="date_type",
        title="A date with bounds must have a date type",
        why="One unknown day in a month and a whole month are different dates.",
        hint="Set date_type to within or throughout.",
        message="the date has bounds, but date_type is missing",
    ),
    _error(
        id="inferred-without-note",
        tables=_DATED,
        field="date_basis",
        is_judged=True,
        title="An inferred date must be explained in notes",
        why="Others must be able to check knowledge from outside the document.",
        hint="Name this knowledge in notes, or use another basis.",
        message="the basis of the date is inferred, but notes is empty",
        rule_set=HOUSE_STYLE,
    ),
    _warning(
        id="printed-date-outside",
        tables=_DATED,
        field="date_as_printed",
        title="A printed date must be within its bounds unless a discrepancy is recorded",
        why="Without a discrepancy, the difference looks like a coding error.",
        hint="Correct the bounds, or record a discrepancy of kind date with overlapping evidence.",
        message="{date_as_printed!r} is outside {edtf}, and no discrepancy is recorded for it",
    ),
    _warning(
        id="open-throughout",
        tables=("events",),
        field="date_latest",
        title="An event that lasted throughout its dates must have an end date",
        why="A document cannot report what happened after its publication.",
        hint="Set the latest day to the date of the document, or change the status of the event.",
        message="the event is {status} and has the date type throughout, but no end date; "
        "its latest document is dated {documents_latest}",
    ),
    _error(
        id="scheduled-over",
        tables=("events",),
        field="date_latest",
        is_judged=True,
        title="A scheduled event must not end before the first document that reports it",
        why="A document schedules the future, so the date or the status must be wrong.",
        hint="Correct the date, or change the status to reported or alleged.",
        message="the event is scheduled and ends by {date_latest}, "
        "but its first document is dated {documents_earliest} or later",
    ),
    _warning(
        id="statement-apart",
        tables=("statements",),
        field="cited_source_id",
        title="A statement and its cited source must have a day in common "
        "unless a discrepancy is recorded",
        why="A statement of another date was not quoted from this source.",
        hint="Correct one of the two dates, or record a discrepancy of kind date.",
        message="the statement (dated {edtf}) and its cited source {cited_source_id} "
        "(dated {cited_edtf}) have no day in common",
    ),
    _error(
        id="dead-speaker",
        tables=("statements",),
        field="speaker_id",
        is_judged=True,
        title="A statement must not be dated after its speaker's death",
        why="If the speaker had been killed before, the speaker or a date must be wrong.",
        hint="Correct the speaker, one of the dates, or the victim of the killing.",
        message="{speaker_id} was killed by {killed_latest}, but the statement is dated {edtf}",
    ),
    _warning(
        id="dead-speaker-alleged",
        tables=("statements",),
        field="speaker_id",
        title="A statement must not be dated after its speaker's alleged death",
        why="Either the speaker was not killed, or the speaker or a date is wrong.",
        hint="Correct the speaker, one of the dates, or the victim; keep both if disputed.",
        message="{speaker_id} was allegedly killed by {allegedly_killed_latest}, "
        "but the statement is dated {edtf}",
    ),
    _error(
        id="carried-by-later",
        tables=("statements",),
        field="carried_by_id",
        is_judged=True,
        title="A statement must be carried by another one that is not dated before it",
        why="A statement cannot quote one that has not been made yet.",
        hint="Correct carried_by_id, or one of the two dates.",
        message="{statement_id} (dated {edtf}) is carried by {carried_by_id} "
        "(dated {carrier_latest} or earlier)",
    ),
    _error(
        id="time-without-day",
        tables=("events",),
        field="time_earliest",
        title="A time must have the day to which it belongs",
        why="Without the day, the time cannot be compared with any other.",
        hint="Fill in date_earliest or date_latest, or remove the time.",
        message="time_earliest is {time_earliest!r} and date_earliest {date_earliest!r}; "
        "time_latest is {time_latest!r} and date_latest {date_latest!r}",
    ),
    _error(
        id="relation-reversed",
        tables=("actor_relations",),
        field="valid_from",
        title="A relation must not end before it begins",
        why="Such a relation is valid on no day.",
        hint="Swap the two dates, or correct the wrong one.",
        message="the relation is valid from {valid_from} until {valid_until}",
    ),
    *(pair.rule for pair in NOT_AFTER),
    *POSSIBLE,
)
UNDERIVED = replace(
    next(rule for rule in RULES if rule.id == "date-differs"),
    message="{field} is empty in all rows, although {count} of them have bounds",
)
"""Reported once for a table in which no date has been derived."""
