"""Rules of the evidence: what must hold between the spans and the texts."""

from __future__ import annotations

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

SPAN_DIFFERS = Rule(
    id="span-differs",
    layer=Layer.EVIDENCE,
    severity=Severity.ERROR,
    title="A span is the passage that was coded",
    why="A pointer to another passage makes the row it supports unverifiable.",
    fix="Find the passage again with eventclaims evidence locate.",
    message="the text of {source_id} has another passage from {start} to {end}{found}",
    tables=("evidence", "uncoded_passages"),
    field="text_sha256",
)
FINGERPRINT_DIFFERS = Rule(
    id="fingerprint-differs",
    layer=Layer.EVIDENCE,
    severity=Severity.ERROR,
    title="A span's fingerprint is that of its passage",
    why="Holders of another copy find the passage by its fingerprint alone.",
    fix="Run eventclaims derive with --texts.",
    message="the passage has {token_count} runs of letters and digits and another fingerprint",
    tables=("evidence", "uncoded_passages"),
    field="token_sha256",
)
TEXT_LENGTH_DIFFERS = Rule(
    id="text-length-differs",
    layer=Layer.EVIDENCE,
    severity=Severity.ERROR,
    title="A document's length is that of its text",
    why="Spans are held to this length where the text is not at hand.",
    fix="Run eventclaims derive with --texts.",
    message="the text has {length} characters, the table says {value}",
    tables=("sources",),
    field="text_length",
)
SPAN_MISSING = Rule(
    id="span-missing",
    layer=Layer.EVIDENCE,
    severity=Severity.WARNING,
    title="A passage is found in another copy of its document",
    why="A copy that lacks the passage may be abridged or changed since it was coded.",
    fix="Compare the copy with the one that was coded.",
    message="the passage is not in the copy of {source_id} at hand",
    tables=("evidence", "uncoded_passages"),
    field="token_sha256",
)
TEXT_MISSING = Rule(
    id="text-missing",
    layer=Layer.EVIDENCE,
    severity=Severity.WARNING,
    title="The text of every document is in the folder",
    why="The spans of a document without its text are not verified.",
    fix="Put the text into the folder as text_name.txt.",
    message="the folder has no text of {record}; its {count} spans are not verified",
    tables=("sources",),
    field="text_name",
)
TEXT_DIFFERS = Rule(
    id="text-differs",
    layer=Layer.EVIDENCE,
    severity=Severity.NOTE,
    title="The text at hand is the one that was coded",
    why="In another copy spans can be found only by their fingerprints.",
    fix="Nothing, where you hold another copy; else check the file.",
    message="the text at hand is another copy of {record}; its spans are looked for by fingerprint",
    tables=("sources",),
    field="text_sha256",
)
WORDS_TAKEN_OVER = Rule(
    id="words-taken-over",
    layer=Layer.EVIDENCE,
    severity=Severity.ERROR,
    title="No eight words in a row are those of a report",
    why="The reports are under copyright; the dataset holds facts and its own words.",
    fix="Say it in your own words; names and titles go into their own columns.",
    message="eight or more words in a row stand in the text {source}, too",
)
RULES = (
    TEXT_MISSING,
    TEXT_DIFFERS,
    TEXT_LENGTH_DIFFERS,
    SPAN_DIFFERS,
    SPAN_MISSING,
    FINGERPRINT_DIFFERS,
    WORDS_TAKEN_OVER,
)
