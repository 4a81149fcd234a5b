"""The commands that add the rows of a package, as a coder would enter them in a shell."""

from itertools import chain

from eventclaims.importing.ids import has_ids
from eventclaims.package.opening import open_package
from support.workbooks import DERIVED, read_example_text, read_table

# In the order in which a row exists before another one refers to it, with their commands.
TABLES = {
    "sources": "source",
    "actors": "actor",
    "actor_names": "actor-name",
    "actor_relations": "actor-relation",
    "places": "place",
    "events": "event",
    "event_participants": "event-participant",
    "event_places": "event-place",
    "figures": "figure",
    "statements": "statement",
    "claims": "claim",
    "claim_actors": "claim-actor",
    "claim_links": "claim-link",
    "discrepancies": "discrepancy",
    "uncoded_passages": "uncoded-passage",
}


def list_additions(folder):
    """Yield the arguments of `eventclaims add` for each row of the example package."""
    text = read_example_text(folder)
    evidence = read_table(folder / "data", "evidence")
    with open_package(folder) as package:
        tables = {table.name: table for table in package.tables}
    for name, command in TABLES.items():
        filled = {*DERIVED, "start", "end", *(tables[name].key if has_ids(tables[name]) else ())}
        for row in read_table(folder / "data", name):
            record = row[tables[name].key[0]]
            spans = [e for e in evidence if (e["table"], e["record_id"]) == (name, record)]
            cells = {column: cell for column, cell in row.items() if column not in filled}
            options = [(f"--{c.replace('_', '-')}", cell) for c, cell in cells.items() if cell]
            spans = [{"field": "", **row}] if name == "uncoded_passages" else spans
            yield [command, *chain.from_iterable(options), *list_passages(spans, text)]


def list_passages(spans, text):
    """Return the options with the words of spans."""
    options = []
    for span in spans:
        start, end = int(span["start"]), int(span["end"])
        words = text[start:end]
        options += ["--words-of", span["field"], words] if span["field"] else ["--words", words]
        places = [n for n in range(len(text)) if text.startswith(words, n)]
        if len(places) > 1:
            options += ["--nth", str(places.index(start) + 1)]
    return options
