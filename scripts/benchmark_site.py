"""Measure `eventclaims site` on packages of some sizes, and print a row of a table for each."""

from __future__ import annotations

import hashlib
import resource
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import click
from benchmark_packages import write_package

from eventclaims.package.opening import open_package
from eventclaims.site.build import build_site
from eventclaims.site.edition import make_edition

SEED = 20240129
COLUMNS = (
    "rows",
    "files",
    "CPU s",
    "wall s",
    "wall / only writing",
    "peak MiB",
    "largest page kB",
    "same bytes",
)


def read_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def build(package: Path, out: Path) -> tuple[int, int, float, float, int]:
    """Build a site; return its rows, files, seconds of CPU and of the wall clock, peak bytes."""
    cpu, wall = time.process_time(), time.perf_counter()
    with open_package(package) as opened:
        edition = make_edition(opened)
    files = build_site([edition], out)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    rows = sum(map(len, edition.rows.rows.values()))
    return rows, files, cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def copy(source: Path, target: Path) -> float:
    """Write the files of a site once more; return the seconds, which no build can undercut."""
    contents = {
        path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()
    }
    start = time.perf_counter()
    for path, content in contents.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)
    return time.perf_counter() - start


def measure(statements: int, folder: Path) -> str:
    """Return a row of the table for a package with some statements."""
    package, first, second = (folder / name for name in ("package", "first", "second"))
    package.mkdir()
    write_package(package, statements, 0.0, 0.0, SEED)
    # A separate process, so that its peak memory is that of the build.
    with get_context("spawn").Pool(1) as pool:
        rows, files, cpu, wall, peak = pool.apply(build, (package, first))
    build(package, second)
    largest = max(path.stat().st_size for path in first.rglob("*.html"))
    is_same = read_digests(first) == read_digests(second)
    share = wall / copy(first, folder / "third")
    cells = (f"{rows:,}", f"{files:,}", f"{cpu:.1f}", f"{wall:.1f}", f"{share:.1f}")
    rest = (f"{peak / 2**20:.0f}", f"{largest / 1000:,.0f}", "yes" if is_same else "NO")
    return f"| {' | '.join((*cells, *rest))} |"


@click.command()
@click.option(
    "--statements",
    multiple=True,
    type=click.IntRange(min=1000),
    default=(1_730, 17_300),
    show_default=True,
    help="Size of a package, which has nearly six times as many rows.",
)
@click.option("--folder", type=click.Path(path_type=Path), help="Where sites are written.")
def main(statements: tuple[int, ...], folder: Path | None) -> None:
    """Build the site of generated packages twice, and print what it took."""
    click.echo(f"| {' | '.join(COLUMNS)} |\n|{'---:|' * len(COLUMNS)}")
    for number in statements:
        with tempfile.TemporaryDirectory(dir=folder) as name:
            click.echo(measure(number, Path(name)))


if __name__ == "__main__":
    main()
