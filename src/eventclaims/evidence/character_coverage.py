"""Coverage by characters: the share of each document that is coded, from offsets alone.

A release contains no texts, so sentences and words cannot be counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from eventclaims.evidence.word_coverage import NAMING_TABLES

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """Coverage of one document.

    Attributes:
        source_id: Id of the document.
        characters: Length of its text in code points, None if unknown.
        coded: Number of characters in evidence, other than for names and places.
        explained: Number of other characters in `uncoded_passages`.
        spans: Number of its rows in `evidence`.
    """

    source_id: str
    characters: int | None
    coded: int
    explained: int
    spans: int

    @property
    def share(self) -> float | None:
        """Share of the characters that is coded or explained; None if the length is unknown."""
        return (self.coded + self.explained) / self.characters if self.characters else None


def measure_documents(frames: Mapping[str, pd.DataFrame]) -> tuple[DocumentCoverage, ...]:
    """Measure the coverage of each coded document.

    Args:
        frames: The tables of a package by name, as returned by `eventclaims.load`.

    Returns:
        The coverage in the order of `sources`; empty if the package has no such table or it lacks
        the columns of the standard.
    """
    sources = frames.get("sources")
    if sources is None or not {"source_id", "kind", "text_length"} <= {*sources.columns}:
        return ()
    evidence, uncoded = frames.get("evidence"), frames.get("uncoded_passages")
    if evidence is not None and "table" not in evidence.columns:
        evidence = None
    content = None if evidence is None else evidence[~evidence["table"].isin(NAMING_TABLES)]
    coded, explained = _collect_spans(content), _collect_spans(uncoded)
    counts = {} if evidence is None else evidence["source_id"].value_counts().to_dict()
    documents = sources[sources["kind"] == "document"]
    return tuple(
        _measure(
            str(name),
            None if pd.isna(length) else int(length),
            coded.get(name, []),
            explained.get(name, []),
            int(counts.get(name, 0)),
        )
        for name, length in zip(documents["source_id"], documents["text_length"], strict=True)
    )


def _measure(
    name: str, length: int | None, coded: list[Span], explained: list[Span], spans: int
) -> DocumentCoverage:
    end = length or 0
    of_coded = count_covered(coded, end)
    of_both = count_covered([*coded, *explained], end)
    return DocumentCoverage(name, length, of_coded, of_both - of_coded, spans)


def count_covered(spans: Iterable[Span], length: int) -> int:
    """Return how many of the first `length` characters are in at least one span."""
    covered = reached = 0
    for start, end in sorted(spans):
        begin, stop = max(start, reached), min(end, length)
        if stop > begin:
            covered += stop - begin
            reached = stop
    return covered


def _collect_spans(frame: pd.DataFrame | None) -> dict[str, list[Span]]:
    """Return the spans of a table by document; rows without a complete span are skipped."""
    columns = ["source_id", "start", "end"]
    if frame is None or not {*columns} <= {*frame.columns}:
        return {}
    spans: dict[str, list[Span]] = {}
    for name, start, end in frame[columns].dropna().itertuples(index=False):
        spans.setdefault(str(name), []).append((int(start), int(end)))
    return spans
