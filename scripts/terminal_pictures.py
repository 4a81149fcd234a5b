"""Pictures of commands and what they print; a module of refresh_docs.py."""

import re
import shlex
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from click.testing import CliRunner

from eventclaims.cli import cli

_COLUMNS, _LINE, _LETTER, _MARGIN = 88, 19, 8.43, 16
# Faults written into the example of `eventclaims new`: a table, the right cells and wrong ones.
_FAULTS = (
    ("claims", "STM-0001,threat", "STM-0001,thraet"),
    ("statements", "2019-03-11,2019-03-11,within", "11 March,2019-03-11,within"),
    ("claims", "STM-0002,attribution", "STM-0020,attribution"),
    ("events", "2019-03-01,2019-03-09", "2019-03-09,2019-03-01"),
)
_CLAIM = ("claim", "--statement", "STM-0001")
_PASSAGE = (
    *("--summary", "Group A will attack State C again."),
    *("--words", "we will strike State C again"),
)
_TIME = re.compile(r", \d+\.\d+ s(?= \()")
_STYLE = """
rect { fill: #f6f7f9; stroke: #c3c8cf; }
text { font: 14px ui-monospace, monospace; white-space: pre; }
text { fill: #1c1e21; } .faint { fill: #545b64; } .bad { fill: #a3200d; }
.command { fill: #0b4f8a; }
@media (prefers-color-scheme: dark) {
  rect { fill: #16191c; stroke: #3a4047; } text { fill: #e9e7e3; }
  .faint { fill: #a9b0ba; } .bad { fill: #ff9d8a; } .command { fill: #93c9ff; }
}
"""


def draw_report() -> str:
    """Return the report of `eventclaims validate` on an example with four faults, as SVG."""
    runner = CliRunner(env={"COLUMNS": str(_COLUMNS), "NO_COLOR": "1"})
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "dataset")
        runner.invoke(cli, ["new", str(package), "--example"], catch_exceptions=False)
        for table, old, new in _FAULTS:
            path = package / "data" / f"{table}.csv"
            text = path.read_text("utf-8")
            if old not in text:
                raise ValueError(f"{table}: the example has no cells {old!r}")
            path.write_text(text.replace(old, new, 1), "utf-8")
        runner.invoke(cli, ["derive", str(package)], catch_exceptions=False)
        result = runner.invoke(cli, ["validate", str(package)], catch_exceptions=False)
    # The time is different each time.
    report = _TIME.sub("", result.output)
    lines = [part for line in report.splitlines() for part in _wrap(line)]
    kinds = {len(lines): "bad"}
    return _draw("A report of eventclaims validate", ["$ eventclaims validate", *lines], kinds)


def draw_addition() -> str:
    """Return the commands that add a claim, first with a mistyped code, as SVG."""
    runner = CliRunner(env={"COLUMNS": str(_COLUMNS), "NO_COLOR": "1"})
    lines: list[str] = []
    kinds: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "dataset")
        runner.invoke(cli, ["new", str(package), "--example"], catch_exceptions=False)
        for code in ("thraet", "threat"):
            words = [*_CLAIM, "--type", code, *_PASSAGE]
            result = runner.invoke(
                cli,
                ["add", *words, "--package", str(package), "--texts", str(package / "texts")],
                catch_exceptions=False,
            )
            command = shlex.join(["eventclaims", "add", *words, "--texts", "texts"])
            printed = (result.stderr if result.exit_code else result.stdout).splitlines()[-1:]
            for kind, line in (("command", f"$ {command}"), ("", *printed)):
                for part in _wrap(line):
                    kinds[len(lines)] = "bad" if part.startswith("Error:") else kind
                    lines.append(part)
    return _draw("Two runs of eventclaims add claim", lines, kinds)


def _wrap(line: str) -> list[str]:
    """Return the lines of a terminal of this width, the second and others indented."""
    return textwrap.wrap(
        line, _COLUMNS, subsequent_indent="    ", drop_whitespace=True, break_on_hyphens=False
    ) or [""]


def _draw(title: str, lines: list[str], kinds: Mapping[int, str]) -> str:
    return "\n".join(_make_svg(title, lines, kinds)) + "\n"


def _make_svg(title: str, lines: list[str], kinds: Mapping[int, str]) -> Iterator[str]:
    """Yield the lines of a picture; `kinds` are those of lines, counted from 0."""
    width, height = round(_COLUMNS * _LETTER + 2 * _MARGIN), len(lines) * _LINE + 2 * _MARGIN
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="6"/>'
    for number, line in enumerate(lines):
        kind = kinds.get(number) or ("command" if line.startswith("$ ") else "")
        kind = kind or ("faint" if line.startswith("  ") else "")
        place = f'x="{_MARGIN}" y="{_MARGIN + (number + 1) * _LINE - 5}"'
        yield f'<text {place} class="{kind}">{escape(line)}</text>'
    yield "</svg>"
