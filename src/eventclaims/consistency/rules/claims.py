"""Rules of content: claims, events, figures and summaries."""

from functools import partial

from eventclaims.package.conformance import HOUSE_STYLE
from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.WARNING)
_style_error = partial(_error, rule_set=HOUSE_STYLE)
_style_warning = partial(_warning, rule_set=HOUSE_STYLE)
_WITH_SUMMARY = ("events", "statements", "claims")

RULES = (
    _warning(
        id="claim-without-object",
        tables=("claims",),
        needed_table="claim_actors",
        field="event_id",
        title="A threat, demand or similar claim must have an actor or an event",
        why="Without one, nobody can count against whom or what it is directed.",
        hint="Add the actor to claim_actors, add the event, or change the type of the claim.",
        message="the claim is of type {claim_type}, but has neither an actor nor an event",
    ),
    _warning(
        id="credited-elsewhere",
        tables=("claim_actors",),
        field="role",
        title="A claim that credits an actor must be of type credit or endorsement",
        why="A claim of another type does not attribute an outcome to anyone's merit.",
        hint="Correct the role of the actor, or the type of the claim.",
        message="{actor_id} has the role credited, but the claim is of type {claim_type}",
    ),
    _warning(
        id="event-at-area",
        tables=("event_places",),
        field="relation",
        title="An event must not be `at` a country, region or other area",
        why="Maps show an event at its place as a point; in an area, the point is unknown.",
        hint="Use the relation within, or the place in the area where the event took place.",
        message="the relation is at, but {place_id} is of type {place_type}",
    ),
    _warning(
        id="responsibility-without-part",
        tables=("claims",),
        needed_table="event_participants",
        field="event_id",
        title="The speaker who claims responsibility for an event must be a participant of it",
        why="A claim of responsibility means that the speaker or a related actor took part.",
        hint="Add the speaker or its organisation to event_participants, or correct the type or "
        "the event of the claim.",
        message="neither the speaker nor an actor related to it is a participant of {event_id}",
    ),
    _warning(
        id="aggregate-without-figure",
        tables=("events",),
        needed_table="figures",
        field="incidents",
        title="A counted run of incidents must have a figure",
        why="Without a figure, nobody knows how many incidents the event represents.",
        hint="Add the printed figure, or set incidents to run_uncounted.",
        message="incidents is run_counted, but the event has no figure",
    ),
    _warning(
        id="deadline-without-threat",
        tables=("claims",),
        field="deadline",
        title="A claim with a deadline must be a threat, demand, commitment or similar",
        why="A claim of another type does not expire.",
        hint="Remove the deadline, or correct the type of the claim.",
        message="a claim of type {claim_type} has the deadline {deadline}",
    ),
    _warning(
        id="trigger-without-condition",
        tables=("claims",),
        field="trigger",
        title="A claim with a trigger must have a condition",
        why="A trigger is the kind of a condition, which only its words make clear.",
        hint="Write the condition in your own words, or remove the trigger.",
        message="trigger is {trigger!r} and trigger_event_id {trigger_event_id!r}, "
        "but condition is empty",
    ),
    _warning(
        id="means-without-threat",
        tables=("claims",),
        field="means",
        title="A claim with means must be a threat, a warning or about who did an act",
        why="Counts of means assume an act that was done or is announced.",
        hint="Remove the means, or correct the type of the claim.",
        message="a claim of type {claim_type} has the means {means}",
    ),
    _error(
        id="figure-owner",
        tables=("figures",),
        field="event_id",
        title="A figure must belong to exactly one event or claim",
        why="A figure with two owners is counted twice, one without an owner is not counted.",
        hint="Fill in either event_id or claim_id, and leave the other one empty.",
        message="event_id is {event_id!r} and claim_id is {claim_id!r}; "
        "exactly one of them must be filled in",
    ),
    _error(
        id="minimum-over-maximum",
        tables=("figures",),
        field="minimum",
        is_judged=True,
        title="The minimum of a figure must not be greater than its maximum",
        why="There is no number between such bounds.",
        hint="Swap the two numbers, or correct the wrong one.",
        message="the minimum {minimum} is greater than the maximum {maximum}",
    ),
    _error(
        id="best-outside",
        tables=("figures",),
        field="best",
        is_judged=True,
        title="The best estimate must be between the minimum and the maximum",
        why="An estimate outside its bounds contradicts them.",
        hint="Correct the best estimate, or the bounds.",
        message="the best estimate is {best}, but the bounds are {minimum} and {maximum}",
    ),
    _error(
        id="figure-contradicts-print",
        tables=("figures",),
        field="as_printed",
        is_judged=True,
        title="The bounds of a figure must match its printed form",
        why="Other bounds misquote the source. For example, 'over 100' means at least 101.",
        hint="Set the bounds to those of the printed form.",
        message="{as_printed!r} means the minimum {printed_minimum} and the maximum "
        "{printed_maximum}, but they are {minimum} and {maximum}",
    ),
    _error(
        id="killed-by-words",
        tables=("figures",),
        field="quantity",
        is_judged=True,
        title="A figure of people killed or wounded must belong to an event that can cause harm",
        why="A number of deaths at a vote or at talks belongs to another event.",
        hint="Move the figure to the attack, or correct the type of the event.",
        message="the figure is of type {quantity}, but its event is of type {event_type}",
    ),
    _style_error(
        id="summary-length",
        tables=_WITH_SUMMARY,
        field="summary",
        is_judged=True,
        title="A summary must have between 1 and 40 words",
        why="Short summaries can be read side by side.",
        hint="Shorten the summary, or write one.",
        message="the number of words in the summary is {summary_words}",
    ),
    _style_warning(
        id="summary-repeated",
        tables=_WITH_SUMMARY,
        field="summary",
        title="The summaries of a table must be unique",
        why="Rows with the same summary are duplicates, or their summaries omit the difference.",
        hint="Add the difference to each summary, or merge the rows.",
        message="{same_summary} has the same summary",
    ),
    _style_warning(
        id="loaded-words",
        tables=("actors", "actor_relations", "events", "statements", "discrepancies"),
        title="Loaded words must appear only in claims attributed to a speaker",
        why="The dataset must not take sides. In text written by the coder, such words do.",
        hint="Use a neutral word, put the words of others in quotation marks, or move the word to "
        "the summary of the speaker's claim.",
        message="loaded words in text written by the coder: {loaded_words}",
    ),
)
