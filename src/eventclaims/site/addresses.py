"""The addresses of pages inside a site; a row keeps its address in every later site."""

import itertools
import re
import string
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

# Names that mean something else: the pages of a table, and the devices of Windows, which are
# reserved with any suffix.
_PAGES = re.compile(r"index|(?:page|rows)-[0-9]+", re.IGNORECASE)
_DEVICES = {"con", "prn", "aux", "nul"}
_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
SHARED = re.compile(r"rows-[0-9]+\.html")
"""The name of a page that rows share; no other page has such a name."""
# File systems allow names of 255 bytes, with the suffix.
_LONGEST = 200
_CAPITAL_OR_DOT = f"{string.ascii_uppercase}."
_CAPITALS, _SMALL = re.compile("[A-Z]"), re.compile("[a-z]")


@lru_cache(maxsize=65_536)
def name_file(text: str) -> str:
    """Return the name of a file for a key, without suffix; it depends on the key alone.

    Letters, digits, hyphens, dots, underscores and tildes of ASCII are kept and others
    percent-encoded, so the name never leads to another folder, and ids that look the same keep
    different names. So that ids which differ only in letter case have different files on every
    system, an id with small letters has its capitals encoded, and if it has none its first letter.
    A long name ends with a hash.
    """
    if _CAPITALS.search(text) and _SMALL.search(text):
        encoded = _CAPITALS.finditer(text)
    else:
        encoded = itertools.islice(_SMALL.finditer(text), 1)
    return _write_name(text, {match.start() for match in encoded})


@lru_cache(maxsize=1024)
def name_folder(table: str) -> str:
    """Return the name of the folder of a table: as `name_file`, but small letters are kept.

    Dots are encoded, because the pages of a version are beside the folders.
    """
    return _write_name(table, {n for n, letter in enumerate(table) if letter in _CAPITAL_OR_DOT})


def _write_name(text: str, encoded: set[int]) -> str:
    """Return a text with the letters at some places, and what a file name cannot have, encoded."""
    name = _encode(text, encoded)
    if _PAGES.fullmatch(name) or name.partition(".")[0].casefold() in _DEVICES:
        # All letters: a single one could be the only capital of another id.
        name = _encode(text, {n for n, c in enumerate(text) if c in string.ascii_letters})
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    if len(name) <= _LONGEST:
        return name
    digest = sha256(text.encode()).hexdigest()
    return f"{name[: _LONGEST - len(digest) - 1]}-{digest}"


def _encode(text: str, encoded: set[int]) -> str:
    if not encoded:
        return quote(text, safe="")
    return "".join(
        f"%{ord(c):02X}" if n in encoded else quote(c, safe="") for n, c in enumerate(text)
    )


def make_link(target: str, page: str) -> str:
    """Return the relative address of a file for a page; both are paths inside the site.

    Args:
        target: Path of the file; for a part of a page, `#` and its percent-encoded id follow.
        page: Path of the page.
    """
    file, hash_sign, part = target.partition("#")
    folder, _, name = file.rpartition("/")
    # The only character in the name of a file that means something else in an address.
    way = (_find_way(page.rpartition("/")[0], folder) + name).replace("%", "%25")
    return f"{way}{hash_sign}{part}"


@lru_cache(maxsize=4096)
def _find_way(start: str, end: str) -> str:
    """Return the way from a folder of the site to another, empty or with a final slash."""
    folders, above = ([part for part in path.split("/") if part] for path in (start, end))
    shared = 0
    while shared < min(len(folders), len(above)) and folders[shared] == above[shared]:
        shared += 1
    return "../" * (len(folders) - shared) + "".join(f"{part}/" for part in above[shared:])
