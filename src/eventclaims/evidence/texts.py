"""Read the texts of the documents from a folder; they are never published."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import TextsError
from eventclaims.evidence.fingerprints import Windows, hash_text
from eventclaims.evidence.html_text import read_html

MAX_TEXT_BYTES = 50 * 1024**2
_ENDINGS = (".txt", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one file.

    Attributes:
        name: File name without the extension.
        content: The characters; for an HTML file, the visible ones.
        sha256: SHA-256 of the content in UTF-8.
        windows: Index to find passages by fingerprint.
    """

    name: str
    content: str
    sha256: str
    windows: Windows


def read_texts(folder: Path) -> list[Text]:
    """Read the .txt, .html and .htm files of a folder, sorted by name.

    Raises:
        TextsError: If the folder does not exist, or a file is too large or cannot be read as UTF-8.
    """
    if not folder.is_dir():
        raise TextsError(f"{folder}: no such folder")
    texts = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _ENDINGS and path.is_file():
            content = _read_text(path)
            texts.append(Text(path.stem, content, hash_text(content), Windows(content)))
    return texts


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_TEXT_BYTES:
            limit = MAX_TEXT_BYTES // 1024**2
            raise TextsError(f"{path.name}: refused; larger than {limit} MiB")
        content = path.read_bytes().decode() if size else ""
    except UnicodeDecodeError as error:
        raise TextsError(f"{path.name}: not UTF-8 at byte {error.start + 1}") from error
    except OSError as error:
        raise TextsError(f"{path.name}: cannot be read ({error.strerror})") from error
    return content if path.suffix.lower() == ".txt" else read_html(content)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Identifies a passage without its words: the number of its tokens and their hash."""

    token_count: int
    token_sha256: str


class Texts:
    """The available texts, found by hash, by name or by the passages that they contain."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._texts = tuple(texts)
        # Of texts with the same hash or name, the first counts.
        self._by_hash = {text.sha256: text for text in reversed(self._texts)}
        self._by_name = {text.name: text for text in reversed(self._texts)}
        self._by_passage: dict[int, dict[str, list[int]]] = {}

    def match(
        self, name: str, sha256: str, fingerprints: Iterable[Fingerprint] = ()
    ) -> Text | None:
        """Find the text of a document.

        Args:
            name: The document's `text_name`, may be empty.
            sha256: Hash of the coded text, empty if not known yet.
            fingerprints: Fingerprints of the document's passages.

        Returns:
            The text with that hash, else the text with that name, else the text that contains the
            most passages and at least half of them, else None.
        """
        found = self._by_hash.get(sha256) or self._by_name.get(name)
        if found:
            return found
        lists = sorted(map(self._list_containing, fingerprints), key=len)
        hits: dict[int, int] = {}
        most = (len(lists) + 1) // 2
        for place, numbers in enumerate(lists):
            # Other texts have fewer passages, so those of a notice in every text are not counted.
            if most > len(lists) - place:
                break
            for number in numbers:
                if number not in hits:
                    hits[number] = sum(_contains(other, number) for other in lists[place:])
                    most = max(most, hits[number])
        # Of texts with as many passages, the first counts.
        best = min(hits, key=lambda number: (-hits[number], number), default=None)
        return self._texts[best] if best is not None and hits[best] == most else None

    def _list_containing(self, passage: Fingerprint) -> list[int]:
        """Return the ascending numbers of the texts that contain a passage."""
        if passage.token_count < 1:
            return []
        if passage.token_count not in self._by_passage:
            numbers: dict[str, list[int]] = {}
            for number, text in enumerate(self._texts):
                for token_sha256 in text.windows.list_by_length(passage.token_count):
                    numbers.setdefault(token_sha256, []).append(number)
            self._by_passage[passage.token_count] = numbers
        return self._by_passage[passage.token_count].get(passage.token_sha256, [])


def _contains(numbers: Sequence[int], number: int) -> bool:
    """Return whether ascending numbers contain a number."""
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number
