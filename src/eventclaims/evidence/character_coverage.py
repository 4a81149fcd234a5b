"""Coverage by characters: how much of each document is coded, from offsets alone.

A release holds no texts, so sentences and words cannot be counted; characters can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from eventclaims.evidence.sentence_coverage import NAMING_TABLES

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """How much of one document is coded.

    Attributes:
        source_id: The document.
        characters: Length of its text in code points, None where the table does not give it.
        coded: How many of them lie in evidence of content; a span that is evidence only for a
            name or a place marks a word in passing and does not count.
        explained: How many others lie in passages that are said not to be coded.
        spans: How many spans of evidence point into it.
    """

    source_id: str
    characters: int | None
    coded: int
    explained: int
    spans: int

    @property
    def share(self) -> float | None:
        """The share of its characters that is coded or explained, from 0 to 1."""
        return (self.coded + self.explained) / self.characters if self.characters else None


def measure_documents(frames: Mapping[str, pd.DataFrame]) -> tuple[DocumentCoverage, ...]:
    """Measure the coverage of each coded document.

    Args:
        frames: The tables of a package by name, as `eventclaims.load` types them.

    Returns:
        The coverage in the order of the table `sources`; nothing where a package has no such
        table, or one of another form.
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
    """Return how many of the first `length` characters lie in at least one span."""
    covered = reached = 0
    for start, end in sorted(spans):
        begin, stop = max(start, reached), min(end, length)
        if stop > begin:
            covered += stop - begin
            reached = stop
    return covered


def _collect_spans(frame: pd.DataFrame | None) -> dict[str, list[Span]]:
    """Return the spans of a table by document; rows without a whole span are left out."""
    columns = ["source_id", "start", "end"]
    if frame is None or not {*columns} <= {*frame.columns}:
        return {}
    spans: dict[str, list[Span]] = {}
    for name, start, end in frame[columns].dropna().itertuples(index=False):
        spans.setdefault(str(name), []).append((int(start), int(end)))
    return spans
