"""The page of the benchmark, and its plot."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NOTES = Path(__file__).with_name("benchmark_notes.md")


def write_page(values: dict[str, Any]) -> str:
    """Return the page: what was measured, the tables, and what is to be said of them."""
    machine = ", ".join(
        text if name == "machine" else f"{name} {text}" for name, text in values["machine"].items()
    )
    lines = [
        "# Benchmarks",
        "",
        "Made by `python scripts/benchmark.py`; do not edit.",
        "",
        f"Machine and versions: {machine}.",
        f"Seed {values['seed']}. Tool after tool, round after round; the median counts. Each run",
        "has a process of its own. Imports count, but not for the structure layer alone, which",
        "does what Frictionless does: keys, references, types, constraints, hashes. Faults are in",
        "that share of the statements, and in some of the events and claims.",
        "",
        *_tabulate(values),
        "",
        "![Time and peak memory by number of rows](benchmarks.svg)",
        "",
        "## Start",
        "",
        "| command | seconds |",
        "|---|---:|",
        *(f"| {name} | {seconds:.2f} |" for name, seconds in values["starts"]),
        "",
        _NOTES.read_text("utf-8").rstrip(),
        "",
    ]
    return "\n".join(lines)


def _tabulate(values: dict[str, Any]) -> Iterator[str]:
    names = ("statements", "rows", "faults", "tool", "rounds", "seconds", "rows/s", "peak MiB")
    yield f"| {' | '.join(names)} | times bare scan | Frictionless over it | errors |"
    yield f"|{'---:|' * 3}---|{'---:|' * 7}"
    groups = _group(values)
    for (statements, share, tool), runs in sorted(groups.items(), key=lambda item: item[0][:2]):
        seconds = _median(runs, "seconds")
        bare = _median(groups.get((statements, share, "bare scan"), []), "seconds")
        frictionless = _median(groups.get((statements, share, "Frictionless"), []), "seconds")
        cells = [
            f"{statements:,}",
            f"{runs[0]['rows']:,}",
            f"{share:.1%}",
            tool,
            str(len(runs)),
            f"{seconds:.2f}",
            f"{runs[0]['rows'] / seconds:,.0f}",
            f"{_median(runs, 'memory') / 2**20:,.0f}" if _median(runs, "memory") else "",
            f"{seconds / bare:.1f}" if bare else "",
            f"{frictionless / seconds:.1f}" if frictionless else "",
            f"{runs[0]['errors']:,}",
        ]
        yield f"| {' | '.join(cells)} |"


def _group(values: dict[str, Any]) -> dict[tuple[int, float, str], list[dict[str, Any]]]:
    groups: dict[tuple[int, float, str], list[dict[str, Any]]] = {}
    for one in values["measured"]:
        groups.setdefault((one["statements"], one["share"], one["tool"]), []).append(one)
    return groups


def _median(runs: list[dict[str, Any]], name: str) -> float:
    """Return the median of what was measured, 0 where nothing was."""
    known = [float(run[name]) for run in runs if run[name]]
    return statistics.median(known or [0.0])


def draw_plot(values: dict[str, Any], path: Path) -> None:
    """Draw time and peak memory of clean packages by their rows; the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415 - only where a plot is drawn

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "eventclaims"
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.9), row_index="constrained")
    lines: dict[str, list[tuple[int, float, float]]] = {}
    for (_, share, tool), runs in _group(values).items():
        if share == 0:
            point = (runs[0]["rows"], _median(runs, "seconds"), _median(runs, "memory") / 2**20)
            lines.setdefault(tool, []).append(point)
    for axis, place, label in ((axes[0], 1, "seconds"), (axes[1], 2, "peak memory, MiB")):
        for marker, (tool, points) in zip("osvD^", lines.items(), strict=False):
            known = [(point[0], point[place]) for point in points if point[place]]
            axis.plot(*zip(*known, strict=True), marker=marker, label=tool)
        axis.set(xscale="log", yscale="log", xlabel="rows", ylabel=label)
        axis.grid(visible=True, which="major", alpha=0.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
