"""The visible text of an HTML page, in time linear in its length.

html.parser of the supported Python versions needs quadratic time for an unfinished tag.
"""

import html
import re

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*+)>"""
)
RAW = {"script", "style", "noscript", "iframe"}
SILENT = {"head", "template"}
# A tag of these elements does not end a word.
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font"),
    *("i", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong"),
    *("tt", "u", "var", "wbr"),
}
# Soft hyphen, zero width space, word joiner and byte order mark do not end a word either.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


def read_html(page: str) -> str:
    """Return the visible text of a page; a tag that ends a word becomes a line break."""
    parts: list[str] = []
    silent: list[str] = []
    position = 0
    while (start := page.find("<", position)) >= 0:
        if not silent:
            parts.append(page[position:start])
        tag = _TAG.match(page, start)
        if tag is None:
            position = _skip_other(page, start)
            if page[start:position] == "<" and not silent:
                parts.append("<")
            continue
        position, name = tag.end(), tag[2].lower()
        _follow(silent, name, is_end=bool(tag[1]))
        if name in RAW and not tag[1]:
            position = _find_end(page, name, position)
        if not silent and name not in INLINE:
            parts.append("\n")
    if not silent:
        parts.append(page[position:])
    return html.unescape("".join(parts)).translate(_INVISIBLE)


def _follow(silent: list[str], name: str, *, is_end: bool) -> None:
    """Keep the list of the open elements whose text is not visible."""
    if name == "body":  # the end tag of the head may be omitted
        silent.clear()
    elif name in SILENT and not is_end:
        silent.append(name)
    elif silent and name == silent[-1]:
        silent.pop()


def _skip_other(page: str, start: int) -> int:
    """Return the end of a comment, a declaration, an unfinished tag or a mere "<"."""
    if page.startswith("<!--", start):
        return _find_after(page, "-->", start + 2)
    if page.startswith(("<!", "<?", "</"), start):
        return _find_after(page, ">", start)
    is_tag = page[start + 1 : start + 2].isalpha() and page[start + 1].isascii()
    # As in a browser, a tag that is never finished hides the rest of the page.
    return len(page) if is_tag else start + 1


def _find_after(page: str, text: str, start: int) -> int:
    found = page.find(text, start)
    return len(page) if found < 0 else found + len(text)


def _find_end(page: str, name: str, start: int) -> int:
    """Return where the end tag of an element without markup in it starts."""
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(page, start)
    return len(page) if end is None else end.start()
