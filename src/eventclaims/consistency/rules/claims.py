"""Rules of content: claims, events, figures and the words of summaries."""

from __future__ import annotations

from functools import partial

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.WARNING)
_WITH_SUMMARY = ("events", "statements", "claims")

RULES = (
    _warning(
        id="claim-without-object",
        tables=("claims",),
        field="target_id",
        title="A claim of a type that aims at someone or something says at what",
        why="A threat at nobody and a responsibility for nothing cannot be counted by target.",
        fix="Give the target or the event, or code the claim as another type.",
        message="a claim of type {claim_type} names neither a target nor an event",
    ),
    _warning(
        id="responsibility-without-part",
        tables=("claims",),
        field="event_id",
        title="Who claims responsibility for an event has a part in it",
        why="A claim of responsibility says that the speaker's side took part.",
        fix="Add the speaker or its body to event_participants, or correct type or event.",
        message="neither the speaker nor an actor tied to it has a part in {event_id}",
    ),
    _warning(
        id="aggregate-without-figure",
        tables=("events",),
        field="is_aggregate",
        title="An aggregate carries the count that makes it one",
        why="An aggregate stands for as many incidents as its figure says.",
        fix="Add the figure as printed, or make the event no aggregate.",
        message="the event is an aggregate and has no figure",
    ),
    _warning(
        id="deadline-without-threat",
        tables=("claims",),
        field="deadline",
        title="A deadline belongs to what is to be done by a day",
        why="Only a threat, a demand, a commitment or words about one can run out.",
        fix="Empty the deadline, or correct the type of the claim.",
        message="the deadline {deadline} is on a claim of type {claim_type}",
    ),
    _error(
        id="figure-owner",
        tables=("figures",),
        field="event_id",
        title="A figure belongs to one event or to one claim",
        why="A figure with two owners or none is counted twice or never.",
        fix="Leave one of event_id and claim_id, and only one.",
        message="event_id is {event_id!r} and claim_id is {claim_id!r}; "
        "exactly one of them must be filled",
    ),
    _error(
        id="minimum-over-maximum",
        tables=("figures",),
        field="minimum",
        title="A figure's minimum is not over its maximum",
        why="No number lies between such bounds.",
        fix="Exchange the two, or correct the wrong one.",
        message="the minimum {minimum} is over the maximum {maximum}",
    ),
    _error(
        id="figure-contradicts-print",
        tables=("figures",),
        field="as_printed",
        title="A figure's bounds are those of its printed form",
        why="Over 100 is at least 101; bounds that say otherwise misquote the source.",
        fix="Set the bounds that the printed form gives.",
        message="{as_printed!r} gives {printed_minimum}..{printed_maximum}, "
        "the bounds are {minimum}..{maximum}",
    ),
    _error(
        id="killed-by-words",
        tables=("figures",),
        field="quantity",
        title="People are killed or wounded only by events that can kill",
        why="A count of dead on a vote or on talks hangs on the wrong event.",
        fix="Move the figure to the attack, or correct the type of the event.",
        message="{quantity} at an event of type {event_type}",
    ),
    _error(
        id="summary-length",
        tables=_WITH_SUMMARY,
        field="summary",
        title="A summary says something, in at most 40 words",
        why="Short summaries of one length can be read side by side.",
        fix="Shorten the summary, or write one.",
        message="the summary has {summary_words} words",
    ),
    _warning(
        id="summary-repeated",
        tables=_WITH_SUMMARY,
        field="summary",
        title="No two rows of a table have the same summary",
        why="Two rows that read alike are one, or lack what tells them apart.",
        fix="Say in each what the other does not have, or merge the rows.",
        message="the summary is also that of {same_summary}",
    ),
    _warning(
        id="loaded-words",
        tables=("actors", "actor_relations", "events", "statements", "discrepancies"),
        title="Words that judge stand only in what is attributed to a speaker",
        why="The dataset describes; in the coder's voice such words take a side.",
        fix="Use a neutral word, or move the word into the summary of the speaker's claim.",
        message="in the coder's voice: {loaded}",
    ),
)
