"""Words that take sides, in the texts that coders write."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # see above

from eventclaims.database.arrays import make_array, make_value
from eventclaims.package import standard
from eventclaims.package.model import Package
from eventclaims.package.paths import resolve_inside

FILE = "schemas/loaded_words.csv"
# An apostrophe is not a quotation mark.
_QUOTED = (
    *('"[^"]*"', "\u201c[^\u201d]*\u201d", "\u201e[^\u201c\u201d]*[\u201c\u201d]"),
    *("\u00ab[^\u00bb]*\u00bb", r"\u2018.*?\u2019(?!\w)", r"(?<!\w)'.*?'(?!\w)"),
)
_ENGLISH_PLURAL = "(?:s|es)?"
_ANY_ENDING = r"\w*"


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """The loaded words of a package.

    Attributes:
        roots: An expression that matches in every text with a loaded word, and in some others.
        words: Matches a loaded word.
        exempt: Matches what loaded words may be part of: quotations, and names as written.
    """

    roots: str
    words: re.Pattern[str]
    exempt: re.Pattern[str]

    def find(self, texts: pa.Array) -> pa.Array:
        """Return the loaded words of each text, separated by commas; missing if there are none."""
        # Most texts have none, and the search in Arrow is much faster.
        is_suspect = pc.match_substring_regex(texts, self.roots, ignore_case=True)
        is_suspect = pc.fill_null(is_suspect, make_value(value=False))
        suspects = texts.filter(is_suspect).to_pylist()
        found = make_array([self._find(text) for text in suspects], pa.large_string())
        return pc.replace_with_mask(pa.nulls(len(texts), found.type), is_suspect, found)

    def _find(self, text: str) -> str | None:
        found = {word.lower() for word in self.words.findall(self.exempt.sub(" ", text))}
        return ", ".join(sorted(found)) or None


def read_loaded_words(package: Package | None = None, names: Iterable[str] = ()) -> LoadedWords:
    """Return the loaded words of a package, or those of the standard if it has no list.

    Args:
        package: The package; its list is schemas/loaded_words.csv, with the columns word, language
            and instead. A word that ends with * has any ending; an English one may be a plural.
        names: The names of actors and places, in which loaded words are allowed.

    Raises:
        PackageError: If the list is outside the package.
        TableError: If the list cannot be read.
    """
    own = None if package is None else resolve_inside(package.root, FILE)
    path = own if own and own.is_file() else standard.folder() / Path(FILE).name
    rows = [row for row in standard.read_codelist(path) if row.get("word")]
    roots = "|".join(re.escape(row["word"].removesuffix("*")) for row in rows) or r"[^\s\S]"
    forms = "|".join(map(_write_form, rows)) or r"[^\s\S]"
    words = re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)
    named = sorted({name for name in names if words.search(name)}, key=len, reverse=True)
    exempt = (*_QUOTED, *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in named))
    return LoadedWords(roots, words, re.compile("|".join(exempt)))


def _write_form(row: dict[str, str]) -> str:
    word = row["word"]
    if word.endswith("*"):
        return re.escape(word[:-1]) + _ANY_ENDING
    is_english = row.get("language", "en").partition("-")[0] == "en"
    return re.escape(word) + (_ENGLISH_PLURAL if is_english else "")
