"""How much memory a machine has to give, and sizes as people write them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from eventclaims.errors import EventClaimsError

_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "KI": 2**10, "MI": 2**20, "GI": 2**30}
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(K|M|G|KI|MI|GI|)B?", re.IGNORECASE | re.ASCII)
_LEAST = 100_000_000
_UNKNOWN = 2_000_000_000
_LINUX = Path("/proc/meminfo")


def read_size(text: str) -> int:
    """Return the bytes that a size stands for, such as 500MB or 1.5GiB.

    Raises:
        EventClaimsError: If it is no size, or less than DuckDB can work in.
    """
    match = _SIZE.fullmatch(text.strip())
    if not match:
        raise EventClaimsError(f"{text!r} is no size of memory; write 500MB or 1.5GB")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < _LEAST:
        raise EventClaimsError(f"{text} is too little memory; 100MB is the least")
    return size


def find_half_free() -> int:
    """Return half of the memory that is free, in bytes; 1 GB where the system does not tell."""
    return max((_find_free() or _UNKNOWN) // 2, _LEAST)


def _find_free() -> int | None:
    if _LINUX.is_file():
        match = re.search(r"^MemAvailable:\s+(\d+) kB", _LINUX.read_text("ascii"), re.MULTILINE)
        return int(match[1]) * 1024 if match else None
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
