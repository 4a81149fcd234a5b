"""The addresses of pages inside a site; a row keeps its address in every later site."""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

# The names of the pages of a table.
_TAKEN = re.compile(r"index|(?:page|rows)-[0-9]+", re.IGNORECASE)
# File systems allow names of 255 bytes, with the suffix.
_LONGEST = 200


@lru_cache(maxsize=65_536)
def name_file(text: str) -> str:
    """Return the name of a file or folder for a key, a table or a version, without suffix.

    Letters, digits, hyphens and dots of ASCII are kept and others percent-encoded, so the name
    never leads to another folder. A long name ends with a hash.
    """
    name = quote(text, safe="")
    if name.startswith(".") or _TAKEN.fullmatch(name):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    if len(name) <= _LONGEST:
        return name
    digest = sha256(text.encode()).hexdigest()
    return f"{name[: _LONGEST - len(digest) - 1]}-{digest}"


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
