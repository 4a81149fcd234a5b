"""Read the texts of the documents from a folder; they are never published."""

from collections.abc import Iterable
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


def match_text(
    texts: Iterable[Text], name: str, sha256: str, fingerprints: Iterable[Fingerprint] = ()
) -> Text | None:
    """Find the text of a document.

    Args:
        texts: The available texts.
        name: The document's `text_name`, may be empty.
        sha256: Hash of the coded text, empty if not known yet.
        fingerprints: Fingerprints of the document's passages.

    Returns:
        The text with that hash, else the text with that name, else the text that contains the most
        passages and at least half of them, else None.
    """
    texts, wanted = list(texts), list(fingerprints)
    by_hash = [text for text in texts if sha256 and text.sha256 == sha256]
    by_name = [text for text in texts if name and text.name == name]
    if by_hash or by_name:
        return (by_hash + by_name)[0]
    best: tuple[int, Text | None] = (0, None)
    for text in texts:
        hits = sum(bool(text.windows.find(f.token_sha256, f.token_count)) for f in wanted)
        if hits > best[0]:
            best = (hits, text)
    return best[1] if 2 * best[0] >= len(wanted) else None
