"""Parse sizes of memory."""

import re

from eventclaims.errors import EventClaimsError

_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "KI": 2**10, "MI": 2**20, "GI": 2**30}
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(K|M|G|KI|MI|GI|)B?", re.IGNORECASE | re.ASCII)
_MINIMUM = 100_000_000


def read_size(text: str) -> int:
    """Return a size such as 500MB or 1.5GiB in bytes.

    Raises:
        EventClaimsError: If it is not a size, or less than DuckDB needs.
    """
    match = _SIZE.fullmatch(text.strip())
    if not match:
        raise EventClaimsError(f"{text!r} is not a memory size; write it as 500MB or 1.5GB")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < _MINIMUM:
        raise EventClaimsError(f"{text} is not enough memory; the minimum is 100MB")
    return size
