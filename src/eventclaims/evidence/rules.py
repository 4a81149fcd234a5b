"""Rules of the evidence layer: spans and texts must agree."""

from functools import partial

from eventclaims.package.conformance import HOUSE_STYLE
from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule

_error = partial(Rule, layer=Layer.EVIDENCE, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.EVIDENCE, severity=Severity.WARNING)

SPAN_DIFFERS = _error(
    id="span-differs",
    title="A span must contain the passage that was coded",
    why="A span that points to another passage makes its row unverifiable.",
    hint="Locate the passage again with `eventclaims evidence locate`, and correct start and end.",
    message="{start}-{end} of {source_id} is not the passage that was coded{found}",
    tables=("evidence", "uncoded_passages"),
    field="text_sha256",
)
FINGERPRINT_DIFFERS = _error(
    id="fingerprint-differs",
    title="token_count and token_sha256 must be those of the passage",
    why="In another copy of the text, the passage can only be found by its fingerprint.",
    hint="Run `eventclaims derive --texts DIR`.",
    message="the passage has {token_count} tokens and another fingerprint",
    tables=("evidence", "uncoded_passages"),
    field="token_sha256",
)
TEXT_LENGTH_DIFFERS = _error(
    id="text-length-differs",
    title="text_length must be the length of the text",
    why="Without the text, spans are checked against this length.",
    hint="Run `eventclaims derive --texts DIR`.",
    message="text_length is {value}, but the text has {length} characters",
    tables=("sources",),
    field="text_length",
)
SPAN_MISSING = _warning(
    id="span-missing",
    title="Another copy of a document must contain the coded passage",
    why="A copy without the passage may be abridged or changed.",
    hint="Compare your copy with the one that was coded.",
    message="your copy of {source_id} does not contain the passage",
    tables=("evidence", "uncoded_passages"),
    field="token_sha256",
)
TEXT_MISSING = _warning(
    id="text-missing",
    title="The folder must contain the text of every document",
    why="Without the text, the spans of a document cannot be verified.",
    hint="Add the text to the folder; name the file after text_name, with the extension .txt.",
    message="no text of {record} found; its {spans} not verified",
    tables=("sources",),
    field="text_name",
)
TEXT_DIFFERS = Rule(
    id="text-differs",
    layer=Layer.EVIDENCE,
    severity=Severity.NOTE,
    title="The text must be identical to the one that was coded",
    why="In another copy of the text, spans can only be found by their fingerprints.",
    hint="No action is needed if you use another copy on purpose; otherwise replace the file.",
    message="your text of {record} is not identical to the coded one; passages are matched by "
    "fingerprint",
    tables=("sources",),
    field="text_sha256",
)
WORDS_TAKEN_OVER = _error(
    id="words-taken-over",
    title="A package must not repeat seven or more words in a row of a report",
    why="The reports are under copyright; the dataset contains facts in the coders' own words. "
    "In scripts without spaces, 14 characters (Chinese, Japanese) or 28 count as seven words.",
    hint="Rewrite the passage in your own words; put names and titles into their own columns.",
    message="{words} in a row are copied from the text {source}",
    rule_set=HOUSE_STYLE,
    is_judged=True,
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
