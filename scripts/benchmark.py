"""Measure this toolkit beside Frictionless and a bare scan, and write docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
from benchmark_packages import write_package
from benchmark_report import draw_plot, write_page

SHARES = (0.0, 0.001, 0.05)
SEED = 20240129
LITTLE = 850_000_000
_STARTS = 5


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of one tool over one package.

    Attributes:
        tool: What ran.
        statements: Number of statements of the package.
        rows: Number of all its rows.
        share: Share of rows with a fault.
        seconds: Wall time, imports included.
        memory: Peak memory of the process, in bytes.
        errors: What it counted as errors.
    """

    tool: str
    statements: int
    rows: int
    share: float
    seconds: float
    memory: int
    errors: int


def run_toolkit(package: Path) -> tuple[int, int]:
    """Validate, and return the numbers of rows and of errors."""
    from eventclaims import validate  # noqa: PLC0415 - its time counts
    from eventclaims.report.finding import Severity  # noqa: PLC0415

    report = validate(package)
    return report.rows, report.count(Severity.ERROR)


def run_in_little_memory(package: Path) -> tuple[int, int]:
    """Validate as with `--memory 850MB`."""
    from eventclaims import validate  # noqa: PLC0415 - its time counts
    from eventclaims.report.finding import Severity  # noqa: PLC0415

    report = validate(package, memory=LITTLE)
    return report.rows, report.count(Severity.ERROR)


def run_structure(package: Path) -> tuple[int, int]:
    """Run the structure layer alone, which does what Frictionless does."""
    from eventclaims.database.tables import open_tables  # noqa: PLC0415
    from eventclaims.lint.check import check_bytes  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.structure.check import check_structure  # noqa: PLC0415

    with open_package(package) as opened, open_tables() as loaded:
        lints = {table.name: check_bytes(table) for table in opened.tables}
        row_indexes = {name: lint.row_index for name, lint in lints.items() if lint.row_index}
        start = time.perf_counter()
        loaded.load(opened.tables, row_indexes)
        structure = check_structure(opened, set(), row_indexes, loaded, allow_remote=False)
        _NET.append(time.perf_counter() - start)
        return sum(row_index.rows for row_index in row_indexes.values()), len(structure.findings)


def run_frictionless(package: Path) -> tuple[int, int]:
    """Let Frictionless validate the package, every error counted."""
    import frictionless  # noqa: PLC0415

    report = frictionless.Package(str(package / "datapackage.json")).validate(limit_errors=10**9)
    rows = sum(task.stats.get("rows") or 0 for task in report.tasks)
    return rows, sum(len(task.errors) for task in report.tasks)


def run_scan(package: Path) -> tuple[int, int]:
    """Let DuckDB read every cell of every table, and do nothing with it."""
    import duckdb  # noqa: PLC0415

    rows = 0
    for path in sorted((package / "data").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            count = file.readline().count(",") + 1
        columns = ", ".join(f"c{n}: 'VARCHAR'" for n in range(count))
        counts = ", ".join(f"count(c{n})" for n in range(count))
        source = f"read_csv('{path}', columns={{{columns}}}, auto_detect=false, header=true)"
        query = f"SELECT count(*), {counts} FROM {source}"  # noqa: S608 - made here
        rows += duckdb.execute(query).fetchall()[0][0]
    return rows, 0


_NET: list[float] = []
Tool = Callable[[Path], tuple[int, int]]
TOOLS: dict[str, Tool] = {
    "bare scan": run_scan,
    "this toolkit": run_toolkit,
    "the same in 850 MB": run_in_little_memory,
    "its structure layer": run_structure,
    "Frictionless": run_frictionless,
}


def measure(tool: str, package: Path, statements: int, share: float) -> Measurement:
    """Run a tool in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        seconds, memory, rows, errors = pool.apply(_run, (tool, package))
    return Measurement(tool, statements, rows, share, seconds, memory, errors)


def _run(tool: str, package: Path) -> tuple[float, int, int, int]:
    start = time.perf_counter()
    rows, errors = TOOLS[tool](package)
    seconds = _NET[-1] if _NET else time.perf_counter() - start
    return seconds, _read_peak(), rows, errors


def _read_peak() -> int:
    """Return the peak memory of this process alone; on Linux ru_maxrss knows that of its parent."""
    status = Path("/proc/self/status")
    if status.is_file():
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(peak[1]) * 1024 if peak else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure_starts(rounds: int) -> Iterator[tuple[str, float]]:
    """Yield what commands take from a cold interpreter, the median of some rounds."""
    root = str(Path(__file__).parents[1])
    for name, options in (("--help", ["--help"]), ("validate, this dataset", ["validate", root])):
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            command = [sys.executable, "-m", "eventclaims", *options]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
            times.append(time.perf_counter() - start)
        yield name, statistics.median(times)


def describe_machine() -> dict[str, str]:
    """Return the machine and the versions in neutral words."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    names = ("frictionless", "duckdb", "pandera", "pandas", "pyarrow", "numpy")
    return {
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in names},
    }


@click.command()
@click.option("--size", "sizes", multiple=True, type=float, default=(1e4, 1e5), show_default=True)
@click.option("--share", "shares", multiple=True, type=float, default=SHARES, show_default=True)
@click.option("--without", multiple=True, type=click.Choice([*TOOLS]), help="A tool to leave out.")
@click.option("--rounds", default=3, show_default=True, help="Rounds of each measurement.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where packages are written.")
@click.option("--data", type=click.Path(path_type=Path), help="JSON that keeps what was measured.")
@click.option("--page", type=click.Path(path_type=Path), default=Path("docs/benchmarks.md"))
def main(  # noqa: PLR0913, PLR0917 - one for each option
    sizes: tuple[float, ...],
    shares: tuple[float, ...],
    without: tuple[str, ...],
    rounds: int,
    folder: Path | None,
    data: Path | None,
    page: Path,
) -> None:
    """Measure packages of some sizes and shares of faults, tool after tool, round after round.

    With --data, what was measured before and is kept there stays part of the page.
    """
    kept = json.loads(data.read_text("utf-8")) if data and data.exists() else {"measured": []}
    measured: list[dict[str, Any]] = kept["measured"]
    for size, share in product(map(int, sizes), shares):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            write_package(Path(name), size, share, 0, SEED)
            for _, tool in product(range(rounds), [tool for tool in TOOLS if tool not in without]):
                measured.append(asdict(measure(tool, Path(name), size, share)))
                click.echo(json.dumps(measured[-1]), err=True)
    values = {"machine": describe_machine(), "seed": SEED, "measured": measured}
    values["starts"] = list(measure_starts(_STARTS))
    if data:
        data.write_text(json.dumps(values, indent=1), "utf-8")
    page.write_text(write_page(values), "utf-8")
    draw_plot(values, page.with_suffix(".svg"))


if __name__ == "__main__":
    main()
