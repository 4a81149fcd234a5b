"""Characters of XML."""

import re

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find_unfit(text: str) -> int | None:
    """Return the position of the first character that XML cannot contain, None without one."""
    match = _UNFIT.search(text)
    return match.start() if match else None
