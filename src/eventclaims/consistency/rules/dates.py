"""Rules of dates: intervals in order, and in order with each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.WARNING)
_DATED = ("sources", "events", "statements")

FORM = _error(
    id="date-form",
    tables=("sources", "actor_relations", "events", "statements", "claims"),
    title="Days are written in full, as YYYY-MM-DD",
    why="Some readers take 2021-4-2 for a date and others drop it, so results differ.",
    fix="Write the month and the day with two digits, the year with four.",
    message="not in the form YYYY-MM-DD: {odd_days}",
)
REVERSED = _error(
    id="bounds-reversed",
    tables=_DATED,
    field="date_earliest",
    title="The earliest day is not after the latest",
    why="An interval that ends before it begins matches no day, so no comparison with it holds.",
    fix="Exchange the two days, or correct the wrong one.",
    message="the earliest day {date_earliest} is after the latest day {date_latest}",
)
DIFFERS = _error(
    id="date-differs",
    tables=_DATED,
    field="date",
    title="The EDTF date is the one that the bounds give",
    why="Two forms of one date that differ leave users to choose between them.",
    fix="Run eventclaims derive; it writes the date from the bounds.",
    message="the date is {date!r}, its bounds give {edtf!r}",
)
BASIS = _error(
    id="date-basis",
    tables=_DATED,
    field="date_basis",
    title="A date with bounds has a basis, and one without has none",
    why="The basis tells how far a bound can be trusted; unknown says that there is no bound.",
    fix="Give the basis of the bounds, or take the bounds out where nothing is known.",
    message="the basis is {date_basis}, the date {date!r}",
)
TYPE_MISSING = _error(
    id="date-type-missing",
    tables=("events", "statements"),
    field="date_type",
    title="A date with bounds says whether it lies within them or fills them",
    why="One unknown day in a month and a whole month are different things.",
    fix="Set date_type to within or throughout.",
    message="there are bounds and no date type",
)
INFERRED = _error(
    id="inferred-without-note",
    tables=_DATED,
    field="date_basis",
    title="An inferred date says in its notes what it rests on",
    why="Knowledge from outside the document must be open to check.",
    fix="Name the knowledge in notes, or use another basis.",
    message="the date is inferred, and there is no note",
)
PRINTED_OUTSIDE = _warning(
    id="printed-date-outside",
    tables=_DATED,
    field="date_as_printed",
    title="A printed date lies within its bounds, or a discrepancy says why not",
    why="A printed date that was set aside in silence looks like a slip of the coder.",
    fix="Correct the bounds, or record a discrepancy of dates with evidence at the same place.",
    message="{date_as_printed} is outside {date}, and no discrepancy of dates is recorded there",
)
OPEN_THROUGHOUT = _warning(
    id="open-throughout",
    tables=("events",),
    field="date_latest",
    title="What went on throughout ends where the text closes it",
    why="A document cannot vouch for what went on after it.",
    fix="Set the latest day to that of the document, or give the event another status.",
    message="it is {status}, went on throughout and has no end; "
    "the last document that tells of it is of {documents_latest}",
)
SCHEDULED_OVER = _error(
    id="scheduled-over",
    tables=("events",),
    field="date_latest",
    title="A scheduled event is not over before the documents that schedule it",
    why="What lies before a document is not scheduled in it; a date or the status is wrong.",
    fix="Correct the date, or give the event the status reported or alleged.",
    message="it is scheduled and over by {date_latest}, "
    "the first document that tells of it is of {documents_earliest} or later",
)
STATEMENT_APART = _warning(
    id="statement-apart",
    tables=("statements",),
    field="cited_source_id",
    title="A statement and its cited source have a day in common, or a discrepancy says why not",
    why="Words that are older or younger than the source cited for them were not read in it.",
    fix="Correct one of the two dates, or record what is at odds as a discrepancy.",
    message="the statement is of {date}, its cited source {cited_source_id} of {cited}",
)
DEAD_SPEAKER = _error(
    id="dead-speaker",
    tables=("statements",),
    field="speaker_id",
    title="The dead do not speak",
    why="A statement after the speaker's killing has a wrong speaker or a wrong date.",
    fix="Correct the speaker, the date, or the victim of the killing.",
    message="{speaker_id} was killed by {killed_latest}, the statement is of {date}",
)
RELATION_REVERSED = _error(
    id="relation-reversed",
    tables=("actor_relations",),
    field="valid_from",
    title="A relation does not end before it begins",
    why="A relation that ends before it begins holds on no day.",
    fix="Exchange the two days, or correct the wrong one.",
    message="the relation is valid from {valid_from} until {valid_until}",
)


@dataclass(frozen=True, slots=True)
class NotAfter:
    """A rule that one interval is not after another.

    Attributes:
        rule: The rule, broken for certain where the first begins after the second ends.
        first: The columns of the first interval's earliest and latest day.
        second: The column of the second interval's latest day.
    """

    rule: Rule
    first: tuple[str, str]
    second: str

    @property
    def possible(self) -> Rule:
        """The rule as a note: the first may be after the second, and is not for certain."""
        return replace(
            self.rule,
            id=f"possibly-{self.rule.id}",
            severity=Severity.NOTE,
            title=f"{self.rule.title}, as far as can be told",
            message=f"possibly, as its latest day is {{{self.first[1]}}}: {self.rule.message}",
        )


STATEMENT_AFTER_DOCUMENT = NotAfter(
    _error(
        id="statement-after-document",
        tables=("statements",),
        field="date_earliest",
        title="A statement is not later than the document that carries it",
        why="A document cannot quote what had not been said.",
        fix="Correct the date of the statement or of the document, or name the right document.",
        message="the statement is of {date}, its document of {document_latest} or earlier",
    ),
    ("date_earliest", "date_latest"),
    "document_latest",
)
EVENT_AFTER_DOCUMENT = NotAfter(
    _error(
        id="event-after-document",
        tables=("events",),
        field="date_earliest",
        title="A reported or alleged event is not later than every document that tells of it",
        why="A document cannot report what had not happened.",
        fix="Correct the date, or give the event the status scheduled or deadline.",
        message="the event is {status} and of {date}, "
        "the last document that tells of it is of {documents_latest} or earlier",
    ),
    ("date_earliest", "date_latest"),
    "documents_latest",
)
AFTER_RELEASE = NotAfter(
    _error(
        id="after-release",
        tables=("events", "statements"),
        field="date_earliest",
        title="What has happened or been said is not later than the release",
        why="A release cannot hold what lies in its future, plans apart.",
        fix="Correct the date, the status, or the day created in datapackage.json.",
        message="it is of {date}, the release of {release_day}",
    ),
    ("date_earliest", "date_latest"),
    "release_day",
)
EVENT_AFTER_CLAIM = NotAfter(
    _error(
        id="event-after-claim",
        tables=("claims",),
        field="event_id",
        title="An event that a claim says has happened is not later than its statement",
        why="A claim of responsibility for a later event means that one of the two dates is wrong.",
        fix="Correct one of the two dates, the event of the claim, or the claim's type.",
        message="{claim_type} of event {event_id}, which is of {event_date}, "
        "in a statement of {statement_latest} or earlier",
    ),
    ("event_earliest", "event_latest"),
    "statement_latest",
)
DEADLINE_BEFORE_STATEMENT = NotAfter(
    _error(
        id="deadline-before-statement",
        tables=("claims",),
        field="deadline",
        title="A deadline is not before the statement that sets it",
        why="A threat with a deadline in its past is no threat; one of the dates is wrong.",
        fix="Correct the deadline or the date of the statement.",
        message="the deadline {deadline} is before the statement, which is of {statement_date}",
    ),
    ("statement_earliest", "statement_latest"),
    "deadline",
)
CITED_AFTER_DOCUMENT = NotAfter(
    _error(
        id="cited-after-document",
        tables=("sources",),
        field="date_earliest",
        title="A cited source is not later than the document that cites it",
        why="A document cannot cite what had not been published.",
        fix="Correct the date of the source or of the document.",
        message="the source is of {date}, the document that cites it of {citing_latest} or earlier",
    ),
    ("date_earliest", "date_latest"),
    "citing_latest",
)
RELATION_AFTER_DOCUMENT = NotAfter(
    _error(
        id="relation-after-document",
        tables=("actor_relations",),
        field="valid_from",
        title="A relation does not begin after the document that tells of it",
        why="A document cannot tell of an office that had not been taken.",
        fix="Correct the day, or name the document that tells of it.",
        message="it begins on {valid_from}, its document is of {document_latest} or earlier",
    ),
    ("valid_from", "valid_from"),
    "document_latest",
)
NOT_AFTER = (
    STATEMENT_AFTER_DOCUMENT,
    EVENT_AFTER_DOCUMENT,
    AFTER_RELEASE,
    EVENT_AFTER_CLAIM,
    DEADLINE_BEFORE_STATEMENT,
    CITED_AFTER_DOCUMENT,
    RELATION_AFTER_DOCUMENT,
)
# A relation has one day that it begins on, so none of them can be only possibly late.
POSSIBLE = tuple(pair.possible for pair in NOT_AFTER if pair.first[0] != pair.first[1])
RULES = (
    FORM,
    REVERSED,
    DIFFERS,
    BASIS,
    TYPE_MISSING,
    INFERRED,
    PRINTED_OUTSIDE,
    OPEN_THROUGHOUT,
    SCHEDULED_OVER,
    STATEMENT_APART,
    DEAD_SPEAKER,
    RELATION_REVERSED,
    *(pair.rule for pair in NOT_AFTER),
    *POSSIBLE,
)
