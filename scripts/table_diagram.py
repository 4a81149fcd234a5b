"""The diagram of the tables and their foreign keys; a module of refresh_docs.py."""

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from eventclaims.package.standard import load_schemas
from eventclaims.site.layout import Box, place_boxes

# An arrow ends at the edge of a box. A picture in a page has the colours of the reader's system.
_STYLE = """
text { font: 12px system-ui, sans-serif; text-anchor: middle; dominant-baseline: central; }
text { fill: #1c1e21; }
rect { fill: #f4f5f7; stroke: #545b64; } line { stroke: #0b4f8a; } path { fill: #0b4f8a; }
@media (prefers-color-scheme: dark) {
  text { fill: #e9e7e3; } rect { fill: #1f2327; stroke: #a9b0ba; }
  line { stroke: #93c9ff; } path { fill: #93c9ff; }
}
"""
_GAP = 2.0


def draw_tables() -> str:
    """Return the diagram of the tables of the standard that a foreign key connects, as SVG."""
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, schema in load_schemas().items():
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"] or name
            if target != name:
                keys[name, target] += key["fields"]
    names = sorted({name for pair in keys for name in pair})
    boxes, (width, height) = place_boxes({name: name for name in names}, [*keys])
    return "\n".join(_draw(boxes, keys, width, height)) + "\n"


def _draw(
    boxes: dict[str, Box], keys: dict[tuple[str, str], list[str]], width: float, height: float
) -> Iterator[str]:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    yield "<title>The tables and their foreign keys</title>"
    yield f"<style>{_STYLE}</style>"
    yield '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8"'
    yield 'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
    for (name, target), fields in keys.items():
        start, end = boxes[name], boxes[target]
        x, y = _find_edge(start, end)
        line = f'x1="{start.x:.1f}" y1="{start.y:.1f}" x2="{x:.1f}" y2="{y:.1f}"'
        words = escape(f"{name}.{', '.join(fields)} \u2192 {target}")
        yield f'<line {line} marker-end="url(#end)"><title>{words}</title></line>'
    for name, box in boxes.items():
        left, top = box.x - box.width / 2, box.y - box.height / 2
        shape = f'width="{box.width:.1f}" height="{box.height:.1f}" rx="4"'
        yield f'<rect x="{left:.1f}" y="{top:.1f}" {shape}/>'
        yield f'<text x="{box.x:.1f}" y="{box.y:.1f}">{escape(name)}</text>'
    yield "</svg>"


def _find_edge(start: Box, end: Box) -> tuple[float, float]:
    """Return where the line from one centre to the other meets the box at its end."""
    across, down = start.x - end.x, start.y - end.y
    sides = ((end.width / 2 + _GAP, abs(across)), (end.height / 2 + _GAP, abs(down)))
    part = min((half / length for half, length in sides if length), default=0.0)
    return end.x + across * part, end.y + down * part
