"""Rules of references: between rows, actors, names, places, sources and codes."""

from functools import partial

from eventclaims.package import standard
from eventclaims.package.conformance import Level
from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.CONSISTENCY, severity=Severity.WARNING)
_WITH_EVIDENCE = (
    *("actor_names", "actor_relations", "events", "statements", "claims", "discrepancies"),
)
_REQUIRED = tuple(
    table
    for table, schema in standard.load_schemas().items()
    if any("requiredFrom" in field for field in schema["fields"])
)
_WITH_CODES = (
    *standard.list_coded_tables(),
    *("evidence", "retired", "identifiers", "claim_actors", "claim_issues", "coding_runs"),
    "event_places",
)

RULES = (
    _error(
        id="evidence-dangling",
        tables=("evidence",),
        field="record_id",
        title="Evidence must refer to an existing row",
        why="Otherwise its row was removed or has another id.",
        hint="Correct the table or the record id, or remove the evidence.",
        message="{record_table} does not contain {record_id}",
    ),
    _error(
        id="record-dangling",
        tables=("identifiers", "discrepancy_records"),
        field="record_id",
        title="An identifier or a discrepancy must refer to an existing row",
        why="Otherwise its row was removed or has another id.",
        hint="Correct the table or the record id, or remove the reference.",
        message="{record_table} does not contain {record_id}",
    ),
    _error(
        id="no-evidence",
        tables=_WITH_EVIDENCE,
        title="A name, relation, event, statement, claim or discrepancy must have evidence",
        why="Without a passage of its source, nobody can verify the row.",
        hint="Find the passage with eventclaims evidence locate, and add its row to evidence.",
        message="{record} has no evidence",
        level=Level.CITED,
    ),
    _error(
        id="evidence-place",
        tables=("evidence",),
        field="locator",
        title="Evidence must have a span or a locator",
        why="Without one, a reader must search the whole source for the passage.",
        hint="Fill in start and end, or the locator: a page, a time, a paragraph, or the id of a "
        "record in the source.",
        message="start is {span_start!r}, end is {span_end!r} and locator is {locator!r}",
        level=Level.CITED,
    ),
    _error(
        id="span-without-text",
        tables=("evidence",),
        field="start",
        title="A span must be in a document with a text hash and a text length",
        why="A span into a text that nobody has identified cannot be verified.",
        hint="Run eventclaims derive with the folder of the texts, or use a locator instead.",
        message="{source_id} has no text hash or no text length, but the span is "
        "{span_start}..{span_end}",
    ),
    _error(
        id="missing-at-level",
        tables=_REQUIRED,
        title="A cell that the level of the package requires must be filled in",
        why="The level promises it to everyone who uses the dataset.",
        hint="Fill in the cell (eventclaims derive writes hashes), or declare a lower level in "
        "datapackage.json.",
        message="empty, but required at the level of the package: {missing_cells}",
    ),
    _error(
        id="evidence-elsewhere",
        tables=("claims",),
        field="statement_id",
        is_judged=True,
        title="The evidence of a claim must be in the document of its statement",
        why="The claim is part of the statement, so the same document must contain both.",
        hint="Correct the source of the evidence, or the statement of the claim.",
        message="the evidence is in {elsewhere_source}, but statement {statement_id} "
        "is in {document_id}",
    ),
    _error(
        id="span-outside-text",
        tables=("evidence",),
        field="end",
        title="A span must not be empty or end after the text of its document",
        why="Such a span does not contain the passage.",
        hint="Find the passage again with eventclaims evidence locate.",
        message="the span {span_start}..{span_end} is empty or ends after the text, "
        "which has {text_length} characters",
    ),
    _error(
        id="cited-elsewhere",
        tables=("statements",),
        field="cited_source_id",
        is_judged=True,
        title="The cited source of a statement must be cited by the statement's document",
        why="A source that another document cites is not the source of this statement.",
        hint="Correct the cited source, or its cited_by.",
        message="{cited_source_id} is cited by {cited_by}, but the statement is in {document_id}",
    ),
    _error(
        id="on-behalf-of",
        tables=("statements",),
        field="on_behalf_of_id",
        title="A speaker must speak on behalf of an organisation other than itself",
        why="Counts by organisation use this column, so it must not contain a person or the "
        "speaker.",
        hint="Name the organisation, or leave the cell empty.",
        message="{speaker_id} speaks on behalf of {on_behalf_of_id} ({behalf_type})",
    ),
    _warning(
        id="speaker-without-tie",
        tables=("statements",),
        needed_table="actor_relations",
        field="on_behalf_of_id",
        title="A person who speaks on behalf of an organisation must have a relation to it",
        why="Without a relation, it is not clear why the statement counts as the organisation's.",
        hint="Add the relation that the document reports, or leave the cell empty.",
        message="there is no relation between {speaker_id} and {on_behalf_of_id}",
    ),
    _error(
        id="relation-to-self",
        tables=("actor_relations",),
        field="object_id",
        title="The subject and the object of a relation must be different actors",
        why="An actor cannot lead or belong to itself.",
        hint="Correct the subject or the object.",
        message="{subject_id} is both subject and object",
    ),
    _error(
        id="relation-ends",
        tables=("actor_relations",),
        field="relation",
        is_judged=True,
        title="A relation must connect actor types that are allowed for it",
        why="A government that is the deputy of a person is a coding error.",
        hint="Swap subject and object, or correct the relation or the type of an actor.",
        message="relation {relation} is not allowed from {subject_id} ({subject_type}) "
        "to {object_id} ({object_type})",
    ),
    _error(
        id="circle",
        tables=("actor_relations", "places"),
        title="Part-of relations must not form a cycle",
        why="An actor or place cannot be part of itself.",
        hint="Remove one of the relations in the cycle.",
        message="{record} is part of a cycle",
    ),
    _error(
        id="preferred-name",
        tables=("actors",),
        field="actor_id",
        title="An actor must have exactly one preferred name",
        why="Labels and indexes use the preferred name.",
        hint="Mark exactly one name of the actor in actor_names as preferred.",
        message="{record} has {preferred_count} preferred names",
    ),
    _error(
        id="preferred-name-differs",
        tables=("actors",),
        field="name",
        title="The name of an actor must be its preferred name",
        why="If the two differ, users do not know which one is the main name.",
        hint="Copy the preferred name from actor_names to actors.name, or the reverse.",
        message="the name of {record} is {name!r}, but its preferred name is {preferred_name!r}",
    ),
    _warning(
        id="name-shared",
        tables=("actor_names",),
        field="name",
        title="A name must belong to one actor per document, unless it is a title",
        why="Two actors with the same name are often the same actor.",
        hint="Merge the two actors, or set the name type to title.",
        message="{name!r} is also a name of {other_actor}",
    ),
    _warning(
        id="epithet-user",
        tables=("actor_names",),
        field="used_by_id",
        title="An epithet, and no other name, must have the statement that uses it",
        why="An epithet shows the view of its user, not of the document.",
        hint="Fill in used_by_id for an epithet, and leave it empty for any other name.",
        message="the name is of type {name_type}, but used_by_id is {used_by_id!r}",
    ),
    _warning(
        id="name-alike",
        tables=("actors",),
        field="name",
        title="The names of two actors must not differ only in transliteration",
        why="One actor under two spellings is counted twice.",
        hint="Merge the two actors, or explain in the notes of both why they are different.",
        message="{name!r} differs from {alike_name!r} of {alike_actor} only in transliteration",
    ),
    _warning(
        id="unreferenced",
        tables=("sources", "actors", "places"),
        title="A source, actor or place must be used by another row",
        why="A row without a use is often the result of a missing reference.",
        hint="Add the missing reference, or remove the row.",
        message="no row refers to {record}",
    ),
    _error(
        id="crosswalk-target",
        tables=("crosswalks",),
        field="target",
        title="A crosswalk must connect two existing codes",
        why="A code that is missing in its scheme breaks every join with that scheme.",
        hint="Use a code from schemas/schemes, or the match none.",
        message="{scheme} {target!r} for {codelist} {code!r}: {wrong}",
    ),
    _warning(
        id="deprecated-code",
        tables=_WITH_CODES,
        title="A deprecated code must not be used",
        why="Deprecated codes are kept only for old rows. Another code has their meaning.",
        hint="Use the code that its definition names.",
        message="deprecated: {deprecated_codes}",
    ),
    _error(
        id="link-to-self",
        tables=("claim_links",),
        field="to_claim_id",
        title="A claim must not be linked to itself",
        why="A claim cannot repeat or contradict itself.",
        hint="Correct one of the two claims.",
        message="{claim_id} is linked to itself",
    ),
    _error(
        id="link-ends",
        tables=("claim_links",),
        field="to_claim_id",
        title="A link must have exactly one target, a claim or an event",
        why="A link with two targets or none cannot be followed.",
        hint="Fill in either to_claim_id or to_event_id, and leave the other one empty.",
        message="to_claim_id is {to_claim_id!r} and to_event_id is {to_event_id!r}; "
        "exactly one of them must be filled in",
    ),
    _error(
        id="link-speaker",
        tables=("claim_links",),
        field="relation",
        is_judged=True,
        title="A claim that repeats another must be in another statement, and by another speaker "
        "only if it echoes it",
        why="Counts without repetitions rely on who repeats whom. A claim that one statement makes "
        "twice is one claim.",
        hint="Correct the relation, or the speaker of a statement; merge claims of one statement.",
        message="the relation {relation} does not match the statements of {claim_id} and "
        "{to_claim_id}",
    ),
    _error(
        id="link-contradicts-itself",
        tables=("claim_links",),
        field="relation",
        title="Two claims must not both repeat and contradict each other",
        why="Two claims with the same content are not incompatible.",
        hint="Remove one of the two links.",
        message="{claim_id} both repeats and contradicts {to_claim_id}",
    ),
    _error(
        id="retired-in-use",
        tables=("retired",),
        field="record_id",
        title="A retired id must not be used again",
        why="The id would mean different rows in different releases.",
        hint="Give the row a new id, or remove the id from retired if it was never withdrawn.",
        message="{record_id} is retired, but {used_in} contains it",
    ),
    _error(
        id="successor-missing",
        tables=("retired",),
        field="replaced_by",
        title="The successor of a retired id must exist",
        why="Users follow it from old citations.",
        hint="Use an existing id, or leave the cell empty if the id has no successor.",
        message="{record_id} is replaced by {replaced_by}, which does not exist",
    ),
)
