"""Signs that could steer a terminal, a log or a page, made visible.

Whatever comes from a package goes through `escape` before a format adds the escapes of its own.
"""

from __future__ import annotations

import re

_LONGEST = 300
# What a CI log would take for a command: "::error" where a line begins, "##[error]" anywhere.
_COMMAND = re.compile(r"^ *::|##(?=\w*\[)")
_MARKUP = {sign: f"&#{ord(sign)};" for sign in "&<>|`~[]{}:!$"}
# These the first Markdown had backslashes for, and every reader has kept them.
_MARKUP |= {sign: f"\\{sign}" for sign in "\\*_"}
# A page that shows Markdown makes mentions and references of these even where they are entities,
# unless a space of no width follows.
_MARKUP |= {sign: f"&#{ord(sign)};&#8203;" for sign in "@#"}
# Where a sign can act on nothing it stays as it is, so that the text is legible as text, too: the
# underscore within a word, the ampersand before a space, the colon of a time of day, and the colon
# and the exclamation mark between a word and a space, where they begin no link, image, emoji,
# definition or note.
_HARMLESS = (
    r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|(?<=[^ :!&])[:!](?= )|&(?= )"
    r"|(?<![\w:])[0-9]{1,2}:[0-9]{2}(?![\w:])"
)
_SIGNS = re.compile(f"(?P<harmless>{_HARMLESS})|[{re.escape(''.join(_MARKUP))}]")
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

    Most signs that could act become entities, not backslashed signs: every reader of Markdown
    agrees on them, within tables as well.
    """
    line = _SIGNS.sub(_escape_sign, escape(text, longest))
    return _WEB.sub(lambda match: f"{match[0][:-1]}&#46;", line)


def _escape_sign(match: re.Match[str]) -> str:
    return match[0] if match["harmless"] else _MARKUP[match[0]]
