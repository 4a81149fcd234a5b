"""Escape characters that could control a terminal, a log or a page.

All text from a package is passed through `escape` before the escapes of an output format.
"""

import re
from collections.abc import Callable
from unicodedata import category

from eventclaims.lint.joiners import is_joiner

_MAX_LENGTH = 300
# CI logs interpret these as commands: "::error" at the start of a line, "##[error]" anywhere.
_COMMAND = re.compile(r"^ *::|##(?=\w*\[)")
_MARKUP = {character: f"&#{ord(character)};" for character in "&<>|`~[]{}:!$"}
# All Markdown parsers support backslash escapes of these characters.
_MARKUP |= {character: f"\\{character}" for character in "\\*_"}
# GitHub creates mentions and references even from entities, unless a zero-width space follows.
_MARKUP |= {character: f"&#{ord(character)};&#8203;" for character in "@#"}
# Harmless characters are not escaped, to keep the source readable: the underscore within a word,
# the ampersand before a space, the colon of a time of day, and the colon and the exclamation mark
# between a word and a space, where they cannot start a link, image, emoji, definition or note.
_HARMLESS = (
    r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|(?<=[^ :!&])[:!](?= )|&(?= )"
    r"|(?<![\w:])[0-9]{1,2}:[0-9]{2}(?![\w:])"
)
_SPECIAL = re.compile(f"(?P<harmless>{_HARMLESS})|[{re.escape(''.join(_MARKUP))}]")
_WEB = re.compile(r"www\.", re.IGNORECASE)


class _Escapes(dict[int, str]):
    """Maps code points to themselves or to a visible escape, filled on demand."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_kept = is_kept

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = self._is_kept(character)
        self[code] = character if kept else character.encode("unicode_escape").decode()
        return self[code]


_VISIBLE = _Escapes(str.isprintable)
_WITHOUT_CONTROLS = _Escapes(lambda c: category(c) not in {"Cc", "Cs", "Zl", "Zp"})
# Controls of the writing direction can show a text in an order that it does not have.
_INVISIBLE = re.compile("[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def escape(text: str, max_length: int = _MAX_LENGTH) -> str:
    """Return a text as one line without control characters or commands of CI logs.

    Args:
        text: The text.
        max_length: Maximum number of characters; the rest is replaced by an ellipsis.
    """
    line = text[: max_length + 1]
    if not line.isprintable():
        line = line.translate(_VISIBLE)
    line = _COMMAND.sub(_break_command, line)
    return line if len(line) <= max_length else line[: max_length - 1] + "…"


def escape_controls(text: str) -> str:
    """Return a text without control characters, lone surrogates and commands of CI logs.

    Unlike `escape`, it keeps what belongs to a text, such as the zero-width non-joiner of Persian.
    """
    if text.isascii() and text.isprintable() and "::" not in text and "##" not in text:
        return text
    visible = _INVISIBLE.sub(_escape_invisible, text)
    return _COMMAND.sub(_break_command, visible.translate(_WITHOUT_CONTROLS))


def escape_line(text: str) -> str:
    """Return a text as one line in which controls are visible; see `escape_controls`."""
    return escape_controls(" ".join(text.split()))


def _escape_invisible(match: re.Match[str]) -> str:
    kept = is_joiner(match.string, match.start())
    return match[0] if kept else match[0].encode("unicode_escape").decode()


def _break_command(match: re.Match[str]) -> str:
    return match[0][:-2] + f"\\x{ord(match[0][-1]):02x}" + match[0][-1]


def escape_markdown(text: str, max_length: int = _MAX_LENGTH) -> str:
    """Return a text as one line that Markdown displays literally, also in a table cell.

    Most special characters become entities, because all Markdown parsers support them in tables.
    """
    line = _SPECIAL.sub(_escape_character, escape(text, max_length))
    return _WEB.sub(lambda match: f"{match[0][:-1]}&#46;", line)


def _escape_character(match: re.Match[str]) -> str:
    return match[0] if match["harmless"] else _MARKUP[match[0]]
