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
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
from benchmark_generic import write_generic_package
from benchmark_packages import write_package
from benchmark_report import draw_plot, write_page

# Shares of the statements with an error and with a warning.
CASES = {"clean": (0.0, 0.0), "0.1 % errors": (0.001, 0.0), "17 % warnings": (0.0, 0.17)}
SEED = 20240129
LITTLE = 850_000_000
_STARTS = 5
Result = tuple[int, int, int]
"""Rows, errors and warnings."""


KINDS: dict[str, Callable[[Path, int, float, float], None]] = {
    "event claims": partial(write_package, seed=SEED),
    "generic": partial(write_generic_package, seed=SEED, ascii_only=False),
    "ASCII": partial(write_generic_package, seed=SEED, ascii_only=True),
}


def run_toolkit(package: Path, memory: int | None = None, engine: str | None = None) -> Result:
    """Validate, and return the numbers of rows, errors and warnings."""
    from eventclaims import validate  # noqa: PLC0415 - its time counts
    from eventclaims.report.finding import Severity  # noqa: PLC0415

    report = validate(package, memory=memory, engine=engine)
    return report.rows, report.count(Severity.ERROR), report.count(Severity.WARNING)


def run_lint(package: Path) -> Result:
    """Run the lint layer alone, on one core."""
    from eventclaims.lint.check import check_bytes  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.report.columns import count_findings  # noqa: PLC0415

    with open_package(package) as opened, _measure_net():
        lints = [check_bytes(table) for table in opened.tables]
    rows = sum(lint.row_index.rows for lint in lints if lint.row_index)
    return rows, 0, sum(count_findings(lint.findings).total() for lint in lints)


def run_structure(package: Path) -> Result:
    """Run the structure layer alone, which does what Frictionless does."""
    from eventclaims.database.embedded import open_tables  # noqa: PLC0415
    from eventclaims.lint.check import check_bytes  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.report.columns import count_findings  # noqa: PLC0415
    from eventclaims.structure.check import check_structure  # noqa: PLC0415

    with open_package(package) as opened, open_tables() as loaded:
        lints = {table.name: check_bytes(table) for table in opened.tables}
        row_indexes = {name: lint.row_index for name, lint in lints.items() if lint.row_index}
        with _measure_net():
            loaded.load(opened.tables, row_indexes)
            structure = check_structure(opened, set(), row_indexes, loaded, allow_remote=False)
        rows = sum(row_index.rows for row_index in row_indexes.values())
        return rows, count_findings(structure.findings).total(), 0


def run_frictionless(package: Path) -> Result:
    """Let Frictionless validate the package, every error counted."""
    import frictionless  # noqa: PLC0415

    report = frictionless.Package(str(package / "datapackage.json")).validate(limit_errors=10**9)
    rows = sum(task.stats.get("rows") or 0 for task in report.tasks)
    return rows, sum(len(task.errors) for task in report.tasks), 0


def run_scan(package: Path) -> Result:
    """Let DuckDB read every table into columns, and do nothing with it."""
    import duckdb  # noqa: PLC0415

    rows = 0
    connection = duckdb.connect()
    for path in sorted((package / "data").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            count = file.readline().count(",") + 1
        columns = ", ".join(f"c{n}: 'VARCHAR'" for n in range(count))
        source = f"read_csv('{path}', columns={{{columns}}}, auto_detect=false, header=true)"
        connection.execute(f'CREATE TABLE "{path.stem}" AS SELECT * FROM {source}')  # noqa: S608
        counted = connection.execute(f'SELECT count(*) FROM "{path.stem}"')  # noqa: S608
        rows += counted.fetchall()[0][0]
    return rows, 0, 0


@contextmanager
def _measure_net() -> Iterator[None]:
    """Measure only the block."""
    start, cpu = time.perf_counter(), time.process_time()
    yield
    _NET.append((time.perf_counter() - start, time.process_time() - cpu))


_NET: list[tuple[float, float]] = []
TOOLS: dict[str, Callable[[Path], Result]] = {
    "bare scan": run_scan,
    "this toolkit": run_toolkit,
    "the same in 850 MB": partial(run_toolkit, memory=LITTLE),
    "its lint layer": run_lint,
    "its structure layer": run_structure,
    "Frictionless": run_frictionless,
}


def measure(package: Path, tool: str, engine: str | None = None) -> dict[str, Any]:
    """Run a tool in a new process, and return what was measured by name.

    Args:
        package: The package.
        tool: The tool; any name if there is an engine.
        engine: Address of a Spark Connect server with which this toolkit validates.

    Returns:
        Rows, errors and warnings; wall time in seconds, imports included; the time of all
        processors together, 0 on an engine, which is not measured; the peak memory in bytes.
    """
    with get_context("spawn").Pool(1) as pool:
        measured: dict[str, Any] = pool.apply(_run, (package, tool, engine))
    return measured


def _run(package: Path, tool: str, engine: str | None) -> dict[str, Any]:
    start, cpu = time.perf_counter(), time.process_time()
    rows, errors, warnings = (
        TOOLS[tool](package) if engine is None else run_toolkit(package, engine=engine)
    )
    net = time.perf_counter() - start, time.process_time() - cpu
    seconds, cpu = _NET[-1] if _NET else net
    cpu = 0.0 if engine else cpu
    counts = {"rows": rows, "errors": errors, "warnings": warnings}
    return counts | {"seconds": seconds, "cpu": cpu, "memory": _read_peak()}


def _read_peak() -> int:
    """Return the peak memory of this process alone; on Linux ru_maxrss knows that of its parent."""
    status = Path("/proc/self/status")
    if status.is_file():
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(peak[1]) * 1024 if peak else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure_starts(rounds: int) -> Iterator[tuple[str, float, float]]:
    """Yield what small tasks take from a cold interpreter: wall and processor time, the medians."""
    root = Path(__file__).parents[1]
    load = f"import eventclaims; eventclaims.load({str(root)!r})"
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder, "example")
        create = [sys.executable, "-m", "eventclaims", "new", str(example), "--example"]
        subprocess.run(create, check=True, capture_output=True)  # noqa: S603 - our own
        command = ["-m", "eventclaims"]
        tasks = {
            "`eventclaims --help`": [*command, "--help"],
            "`eventclaims validate`, the example": [*command, "validate", str(example)],
            "`eventclaims validate`, this dataset": [*command, "validate", str(root)],
            "`eventclaims.load`, this dataset": ["-c", load],
            "`frictionless validate`, the example": [
                *("-m", "frictionless", "validate", str(example / "datapackage.json"))
            ],
        }
        for name, arguments in tasks.items():
            costs = [_time_process([sys.executable, *arguments]) for _ in range(rounds)]
            wall, cpu = zip(*costs, strict=True)
            yield name, statistics.median(wall), statistics.median(cpu)


def _time_process(command: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*KINDS]), default=[*KINDS])
@click.option("--case", "cases", multiple=True, type=click.Choice([*CASES]), default=[*CASES])
@click.option("--without", multiple=True, type=click.Choice([*TOOLS]), help="A tool to leave out.")
@click.option(
    "--engine",
    "engines",
    multiple=True,
    type=(str, str),
    metavar="NAME ADDRESS",
    help="A Spark Connect server with which to measure this toolkit, too.",
)
@click.option("--rounds", default=3, show_default=True, help="Rounds of each measurement.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where packages are written.")
@click.option("--data", type=click.Path(path_type=Path), help="JSON that keeps what was measured.")
@click.option("--page", type=click.Path(path_type=Path), default=Path("docs/benchmarks.md"))
def main(  # noqa: PLR0913, PLR0917 - one for each option
    sizes: tuple[float, ...],
    kinds: tuple[str, ...],
    cases: tuple[str, ...],
    without: tuple[str, ...],
    engines: tuple[tuple[str, str], ...],
    rounds: int,
    folder: Path | None,
    data: Path | None,
    page: Path,
) -> None:
    """Measure packages of some kinds, sizes and cases, tool after tool, round after round.

    With --data, what was measured before and is kept there stays part of the page.
    """
    kept = json.loads(data.read_text("utf-8")) if data and data.exists() else {"measured": []}
    measured: list[dict[str, Any]] = kept["measured"]
    for size, kind, case in product(map(int, sizes), kinds, cases):
        with tempfile.TemporaryDirectory(dir=folder) as name:
            KINDS[kind](Path(name), size, *CASES[case])
            tools = [(tool, None) for tool in TOOLS if tool not in without] + [*engines]
            for _, (tool, engine) in product(range(rounds), tools):
                found = measure(Path(name), tool, engine)
                about = {"tool": tool, "kind": kind, "statements": size, "case": case}
                measured.append(about | found)
                click.echo(json.dumps(measured[-1]), err=True)
                if data:
                    data.write_text(json.dumps(kept, indent=1), "utf-8")
    values = {"machine": describe_machine(), "seed": SEED, "measured": measured}
    values["starts"] = list(measure_starts(_STARTS))
    if data:
        data.write_text(json.dumps(values, indent=1), "utf-8")
    page.write_text(write_page(values), "utf-8")
    draw_plot(values, page.with_suffix(".svg"))


if __name__ == "__main__":
    main()
