"""Rules of the content: what must hold across fields, rows and tables."""

from __future__ import annotations

from eventclaims.findings import Severity
from eventclaims.rules.rule import Layer, Rule

_DATED = ("sources", "events", "statements")


def _error(  # noqa: PLR0913, PLR0917 - the parts of a rule
    id_: str,
    tables: tuple[str, ...],
    field: str | None,
    title: str,
    why: str,
    fix: str,
    message: str,
) -> Rule:
    return Rule(
        id=id_,
        layer=Layer.CONSISTENCY,
        severity=Severity.ERROR,
        title=title,
        why=why,
        fix=fix,
        message=message,
        tables=tables,
        field=field,
    )


DATE_FORM = _error(
    "date-form",
    ("sources", "actor_relations", "events", "statements", "claims"),
    None,
    "Days are written in full, as YYYY-MM-DD",
    "Some readers take 2021-4-2 for a date and others drop it, so results differ.",
    "Write the month and the day with two digits, the year with four.",
    "not in the form YYYY-MM-DD: {odd_days}",
)
BOUNDS_REVERSED = _error(
    "bounds-reversed",
    _DATED,
    "date_earliest",
    "The earliest day is not after the latest",
    "An interval that ends before it begins matches no day, and every comparison with it is wrong.",
    "Exchange the two days, or correct the wrong one.",
    "the earliest day {date_earliest} is after the latest day {date_latest}",
)
STATEMENT_AFTER_DOCUMENT = _error(
    "statement-after-document",
    ("statements",),
    "date_earliest",
    "A statement is not later than the document that carries it",
    "A document cannot quote what had not been said.",
    "Correct the date of the statement or of the document, or name the right document.",
    "the statement is of {date_earliest} or later, its document of {document_latest} or earlier",
)
EVENT_AFTER_DOCUMENT = _error(
    "event-after-document",
    ("events",),
    "date_earliest",
    "A reported or alleged event is not later than every document that tells of it",
    "A document cannot report what had not happened.",
    "Correct the date, or give the event the status scheduled or deadline.",
    "the event is {status} and of {date_earliest} or later, "
    "the last document that tells of it is of {documents_latest} or earlier",
)
EVENT_AFTER_CLAIM = _error(
    "event-after-claim",
    ("claims",),
    "event_id",
    "An event that a claim says has happened is not later than its statement",
    "A claim of responsibility for a later event would mean that one of the two dates is wrong.",
    "Correct one of the two dates, the event of the claim, or the claim's type.",
    "{claim_type} of event {event_id}, which is of {event_earliest} or later, "
    "in a statement of {statement_latest} or earlier",
)
DEADLINE_BEFORE_STATEMENT = _error(
    "deadline-before-statement",
    ("claims",),
    "deadline",
    "A deadline is not before the statement that sets it",
    "A threat with a deadline in its past is no threat; one of the dates is wrong.",
    "Correct the deadline or the date of the statement.",
    "the deadline {deadline} is before the statement, which is of {statement_earliest} or later",
)
DATE_DIFFERS = _error(
    "date-differs",
    _DATED,
    "date",
    "The EDTF date is the one that the bounds give",
    "Two forms of one date that differ leave users to choose between them.",
    "Run eventclaims derive; it writes the date from the bounds.",
    "the date is {date!r}, its bounds give {edtf!r}",
)
EVIDENCE_DANGLING = _error(
    "evidence-dangling",
    ("evidence",),
    "record_id",
    "Evidence names a row that exists",
    "A span that supports nothing hides that the row it was for is gone or misnamed.",
    "Correct the table or the record id, or remove the evidence.",
    "there is no row {record_id} in {record_table}",
)
NO_EVIDENCE = _error(
    "no-evidence",
    ("actor_names", "actor_relations", "events", "statements", "claims", "discrepancies"),
    None,
    "Every name, relation, event, statement, claim and discrepancy has evidence",
    "A row without a span of its source cannot be verified by anyone.",
    "Find the passage with eventclaims evidence locate, and add its row to evidence.",
    "{record} has no evidence",
)
EVIDENCE_ELSEWHERE = _error(
    "evidence-elsewhere",
    ("claims",),
    "statement_id",
    "A claim's evidence lies in the document of its statement",
    "A claim cannot have been read in a document that does not carry its statement.",
    "Correct the source of the evidence, or the statement of the claim.",
    "evidence lies in {elsewhere_source}, statement {statement_id} in {document_id}",
)
FIGURE_OWNER = _error(
    "figure-owner",
    ("figures",),
    "event_id",
    "A figure belongs to one event or to one claim",
    "A figure with two owners or none is counted twice or never.",
    "Leave one of event_id and claim_id, and only one.",
    "event_id is {event_id!r} and claim_id is {claim_id!r}; exactly one of them must be filled",
)
RELATION_TO_SELF = _error(
    "relation-to-self",
    ("actor_relations",),
    "object_id",
    "A relation ties two different actors",
    "An actor that leads or belongs to itself makes every walk along relations endless.",
    "Correct the subject or the object.",
    "{subject_id} stands in the relation to itself",
)
PREFERRED_NAME = _error(
    "preferred-name",
    ("actors",),
    "actor_id",
    "An actor has exactly one preferred name",
    "Labels and indexes take the preferred name; with two or none they differ from run to run.",
    "Mark exactly one name of the actor in actor_names as preferred.",
    "{record} has {preferred_count} preferred names",
)
PREFERRED_NAME_DIFFERS = _error(
    "preferred-name-differs",
    ("actors",),
    "name",
    "An actor is listed under its preferred name",
    "Two names that both claim to be the main one leave users to choose.",
    "Write the preferred name of actor_names into actors.name, or the other way round.",
    "{record} is listed as {name!r}, its preferred name is {preferred_name!r}",
)
SPAN_OUTSIDE_TEXT = _error(
    "span-outside-text",
    ("evidence",),
    "end",
    "A span has a length and ends within its document",
    "A span beyond the text points at nothing.",
    "Find the passage again with eventclaims evidence locate.",
    "the span from {span_start} to {span_end} is empty or ends after the text's "
    "{text_length} characters",
)
RULES = (
    DATE_FORM,
    BOUNDS_REVERSED,
    DATE_DIFFERS,
    STATEMENT_AFTER_DOCUMENT,
    EVENT_AFTER_DOCUMENT,
    EVENT_AFTER_CLAIM,
    DEADLINE_BEFORE_STATEMENT,
    EVIDENCE_DANGLING,
    NO_EVIDENCE,
    EVIDENCE_ELSEWHERE,
    SPAN_OUTSIDE_TEXT,
    FIGURE_OWNER,
    RELATION_TO_SELF,
    PREFERRED_NAME,
    PREFERRED_NAME_DIFFERS,
)
