"""Worked examples for the README of a release: claims with their statements, and a search."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.loaders import list_stata_merge
from eventclaims.release.formats.sqlite import SEARCH
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

# The tables of the worked example, and the columns of each that it uses.
_USED = {
    "claims": {"claim_id", "statement_id", "claim_type"},
    "statements": {"statement_id", "speaker_id"},
    "actors": {"actor_id", "name"},
}
_PYTHON = """
joined = claims.merge(statements, on="statement_id", suffixes=("", "_of_statement"))
threats = joined[joined["claim_type"] == "threat"]
print(threats["speaker_id"].map(actors.set_index("actor_id")["name"]).value_counts())
"""
_R = """
joined <- merge(claims, statements, by = "statement_id", suffixes = c("", "_of_statement"))
threats <- joined[joined$claim_type == "threat", ]
sort(table(actors$name[match(threats$speaker_id, actors$actor_id)]), decreasing = TRUE)
"""
_SEARCHING = f"""
SELECT "table", record_id, summary FROM {SEARCH}
WHERE {SEARCH} MATCH 'threat OR attack' ORDER BY rank LIMIT 5;
"""  # noqa: S608 - a constant


def list_examples(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[str]:
    """Yield the lines of the examples: pandas, R, and what else the release has the files for.

    Args:
        release_input: What is released. Where it has claims, statements and actors, the example
            joins them; else it reads one table.
        files: The files of the release.
    """
    paths = {file.path for file in files}
    joined = _choose_joined(release_input)
    tables = joined or [release_input.get_table("claims") or release_input.tables[0]]
    yield (
        "In Python, by hand:" if not joined else "By hand, the threats of each speaker, in Python:"
    )
    yield from ("", "```python", "import pandas as pd", "")
    options = "dtype=str, keep_default_na=False"
    for table in tables:
        yield f"{_name(table)} = pd.read_csv({_quote(table.file)}, {options})"
    yield from _PYTHON.strip().splitlines() if joined else ()
    yield from ("```", "", "In R:", "", "```r")
    options = 'colClasses = "character", na.strings = "", encoding = "UTF-8"'
    for table in tables:
        yield f"{_name(table)} <- read.csv({_quote(table.file)}, {options})"
    yield from _R.strip().splitlines() if joined else ()
    yield "```"
    if "flat/claims_flat.csv" in paths:
        yield from (
            "",
            "`flat/claims_flat.csv` has this join made, with labels and names: one row a",
        )
        yield "claim, with its statement, speaker, target, event and document."
    if f"{release_input.name}.sqlite" in paths:
        yield from _explain_search(release_input)
    merge = list_stata_merge(release_input)
    if "load.do" in paths and merge:
        yield from (
            "",
            "In Stata, claims and statements share the names of some columns, of which a",
        )
        yield from (
            "merge would keep one; rename those of the statements first (not run here):",
            "",
        )
        yield from ("```stata", "do load.do", *merge, "```")


def _explain_search(release_input: ReleaseInput) -> Iterator[str]:
    yield from (
        "",
        f"In SQLite, `{release_input.name}.sqlite` has every table, and `{SEARCH}`: a full-text",
    )
    yield "index (FTS5, by English stems) of the summaries of statements, claims and events, with"
    yield "the columns `table`, `record_id` and `summary`. The `sqlite3` client, say, searches it:"
    yield from ("", "```sql", *_SEARCHING.strip().splitlines(), "```")


def _choose_joined(release_input: ReleaseInput) -> list[ReleaseTable]:
    """Return the tables of the worked example, none where the edition lacks one or a column."""
    tables = [
        table
        for name, columns in _USED.items()
        if (table := release_input.get_table(name)) and columns <= {*table.columns}
    ]
    return tables if len(tables) == len(_USED) else []


def _name(table: ReleaseTable) -> str:
    """Return a name for a variable, of letters, digits and underscores."""
    return re.sub(r"\W|^(?=\d)", "_", table.name, flags=re.ASCII)


def _quote(path: str) -> str:
    return json.dumps(path, ensure_ascii=False)
