"""The coders of the rows of a package: persons, models or programs, by its table `coding_runs`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eventclaims.package import standard

Row = Mapping[str, str]
Read = Callable[[str], Sequence[Row]]
"""Returns the rows of a table; none if the package lacks it."""
_MODEL = {"model"}
# The columns that name the document of a row without a span.
DOCUMENT_COLUMNS = ("document_id", "source_id")
BY_MODELS = "coded by models alone"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Numbers of rows that were coded, and of those coded by models alone.

    Attributes:
        rows: Number of rows that were coded from documents with at least one run.
        by_models: Number of those whose runs are all by models.
    """

    rows: int
    by_models: int

    def describe(self) -> str:
        """Return a sentence for readers, empty if no run is recorded."""
        if not self.rows:
            return ""
        if self.by_models == self.rows:
            rows = f"All {self.rows:,} rows with evidence"
            return f"{rows} were coded by models alone; no person coded them."
        return f"{self.by_models:,} of {self.rows:,} rows with evidence were coded by models alone."


def count_provenance(read: Read) -> Provenance:
    """Count the rows whose documents were coded by models alone.

    A row belongs to the documents of its spans; without spans, to the document that it names.
    """
    found = list_by_models(read)
    return Provenance(len(found), sum(found.values()))


def list_by_models(read: Read) -> dict[tuple[str, str], bool]:
    """Return for each coded row, by table and key, whether only models coded its documents."""
    return dict(_check_rows(read, standard.list_coded_tables()))


def is_by_models(read: Read, table: str, record: str) -> bool:
    """Return whether the documents of a coded row were coded by models alone."""
    tables = [name for name in standard.list_coded_tables() if name == table]
    return any(by_models for _, by_models in _check_rows(read, tables, record))


def _check_rows(
    read: Read, tables: Iterable[str], record: str = ""
) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield each row, or one, by table and key, and whether only models coded its documents."""
    agents = _list_agents(read)
    spans: dict[tuple[str, str], set[str]] = {}
    for row in read("evidence") if agents else ():
        if record in {"", row.get("record_id")}:
            unit = (row.get("table", ""), row.get("record_id", ""))
            spans.setdefault(unit, set()).add(row.get("source_id", ""))
    for table in tables if agents else ():
        key = standard.get_key(standard.load_schemas()[table])[0]
        for row in read(table):
            if record in {"", row.get(key)}:
                named = {row[column] for column in DOCUMENT_COLUMNS if row.get(column)}
                documents = spans.get((table, row.get(key, ""))) or named
                if any(document in agents for document in documents):
                    by_models = all(agents.get(document) == _MODEL for document in documents)
                    yield (table, row.get(key, "")), by_models


def _list_agents(read: Read) -> dict[str, set[str]]:
    """Return the types of the agents that coded each document; a run may not name documents."""
    documents = [row["source_id"] for row in read("sources") if row.get("kind") == "document"]
    agents: dict[str, set[str]] = {}
    for run in read("coding_runs"):
        for document in run.get("documents", "").split() or documents:
            agents.setdefault(document, set()).add(run.get("agent_type", ""))
    return agents
