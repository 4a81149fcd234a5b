"""Signs that could steer a terminal, a log or a page, made visible.

Whatever comes from a package goes through `escape` before a format adds the escapes of its own.
"""

from __future__ import annotations

import re

_LONGEST = 300
# What a CI log would take for a command: "::error" where a line begins, "##[error]" anywhere.
_COMMAND = re.compile(r"^ *::|##(?=\w*\[)")
_MARKUP = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>|`\\*_~[]{}:!$"})
# A page that shows Markdown makes mentions and references of these even where they are entities,
# unless a space of no width follows.
_MARKUP |= str.maketrans({sign: f"&#{ord(sign)};&#8203;" for sign in "@#"})
_WEB = re.compile(r"www\.", re.IGNORECASE)


class _Visible(dict[int, str]):
    """What each sign is shown as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        return self[code]


_VISIBLE = _Visible()


def escape(text: str, longest: int = _LONGEST) -> str:
    """Return a text as one line that can steer neither a terminal nor a CI log.

    Args:
        text: The text.
        longest: Number of characters after which it is cut.
    """
    line = text[: longest + 1]
    if not line.isprintable():
        line = line.translate(_VISIBLE)
    line = _COMMAND.sub(_break_command, line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _break_command(match: re.Match[str]) -> str:
    return match[0][:-2] + f"\\x{ord(match[0][-1]):02x}" + match[0][-1]


def escape_markdown(text: str, longest: int = _LONGEST) -> str:
    """Return a text as one line that Markdown shows as it stands, in a cell of a table, too.

    Entities, not backslashes: every reader of Markdown agrees on them, within tables as well.
    """
    line = escape(text, longest).translate(_MARKUP)
    return _WEB.sub(lambda match: f"{match[0][:-1]}&#46;", line)
