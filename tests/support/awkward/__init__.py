"""Cells that readers disagree about."""

from support.awkward.dates import DAYS, MOMENTS, MONTHS, SPANS, TIMES, YEARS
from support.awkward.numbers import (
    DIGITS,
    EXPONENTS,
    FRACTIONS,
    HUGE,
    PADDED,
    SEPARATED,
    SIGNED,
    SPECIAL,
    WIDE,
)
from support.awkward.words import (
    BINARIES,
    BLANKS,
    BOOLEANS,
    JSON,
    LINKS,
    LISTS,
    MAILS,
    MISSING,
    PLACES,
    UUIDS,
    WORDS,
)

VALUES = list(
    dict.fromkeys(
        [
            *(BLANKS + MISSING + DIGITS + SIGNED + SEPARATED + WIDE + PADDED + HUGE + FRACTIONS),
            *(EXPONENTS + SPECIAL + BOOLEANS + DAYS + TIMES + MOMENTS + MONTHS + YEARS + SPANS),
            *(PLACES + JSON + LISTS + LINKS + MAILS + UUIDS + BINARIES + WORDS),
        ]
    )
)
"""Every awkward value once."""
