"""Bar charts of counts, as PNG and SVG files."""

import textwrap
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from eventclaims.documentation.counts import Count, Statistics
from eventclaims.errors import EventClaimsError

_FORMS = ("png", "svg")
_SHOWN = 20
_LABEL_WIDTH = 42
_BAR_HEIGHT = 0.32
_MARGIN = 1.1


def write_plots(statistics: Statistics, folder: Path) -> list[Path]:
    """Write a bar chart for each kind of count; the same counts produce the same bytes.

    Args:
        statistics: The counts.
        folder: Folder of the charts; created if it does not exist.

    Returns:
        The written files: a PNG and an SVG for each kind that is not empty.

    Raises:
        EventClaimsError: If a file cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for count in statistics.counts:
            if count.counts:
                figure = _draw(count, f"{statistics.package} {statistics.version or ''}".strip())
                for form in _FORMS:
                    written.append(folder / f"{count.name}.{form}")
                    _save(figure, written[-1], form)
    except OSError as error:
        raise EventClaimsError(f"{folder}: cannot be written ({error.strerror})") from error
    return written


def _draw(count: Count, source: str) -> Figure:
    shown = count.counts[:_SHOWN]
    labels = [textwrap.shorten(label, _LABEL_WIDTH, placeholder="…") for label, _ in shown]
    numbers = [number for _, number in shown]
    figure = Figure(figsize=(8, _MARGIN + _BAR_HEIGHT * len(shown)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(range(len(shown)), numbers, color="#3b6a8f")
    # A dollar sign in a label must not start a formula.
    axes.set_yticks(range(len(shown)), [label.replace("$", r"\$") for label in labels])
    axes.invert_yaxis()
    axes.bar_label(bars, padding=3)
    axes.set_xlim(0, max(numbers) * 1.08)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    rest = f", the first {_SHOWN} of {len(count.counts)}" if len(count.counts) > _SHOWN else ""
    axes.set_title(f"{count.title}{rest} ({source})", loc="left", fontsize=11)
    return figure


def _save(figure: Figure, path: Path, form: str) -> None:
    metadata = {"Date": None} if form == "svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": "eventclaims"}):
        figure.savefig(path, dpi=150, metadata=metadata)
