"""Validate damaged packages by the command line; each must give a report or one line.

`python tests/fuzz.py NUMBER [FIRST]` tries NUMBER packages, the first with the seed FIRST. It
prints those that end with an internal error, with more than one line on stderr, or not at all, and
exits with 1 if there are any. The same seed is always the same package.
"""

# ruff: noqa: T201 - a program that prints its results

import json
import random
import shutil
import signal
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from support.commands import run
from support.damaging import damage_bytes, damage_json_file, damage_table
from support.packages import ROOT, TEXTS, build, write_files

SAMPLES = json.loads((ROOT / "tests" / "structure" / "data_packages.json").read_text("utf-8"))
FORMATS = ("text", "json", "github", "sarif", "junit", "markdown", "html")
# Of ten packages one follows the standard for event claims, which takes ten times as long.
EVENT_CLAIMS_EVERY = 10
ZIP_EVERY = 7
# Of CPU time, so that other programs do not matter; of wall time for one that waits forever.
LONGEST_SECONDS = 20
LONGEST_WAIT = 300


class TooLongError(BaseException):
    """A package takes longer than allowed; no `except Exception` may catch it."""


def main(number: int, first: int = 0) -> int:
    """Try packages in two processes, and return the exit code."""
    start = time.monotonic()
    failures = 0
    codes = dict.fromkeys((0, 1, 2), 0)
    with get_context("spawn").Pool(2) as pool:
        seeds = range(first, first + number)
        for seed, code, problem in pool.imap_unordered(try_package, seeds, 50):
            codes[code] = codes.get(code, 0) + 1
            if problem:
                failures += 1
                print(f"seed {seed}: {problem}", flush=True)
    counts = ", ".join(f"{count} with exit code {code}" for code, count in codes.items())
    seconds = time.monotonic() - start
    print(f"{number} packages in {seconds:.0f} s: {counts}; {failures} failures")
    return 1 if failures else 0


def try_package(seed: int) -> tuple[int, int, str]:
    """Validate a damaged package; return its seed, the exit code and the problem, if any."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    with TemporaryDirectory(prefix="eventclaims-fuzz-") as name:
        folder = Path(name)
        package = make_package(folder / "package", chance)
        options = ["--format", chance.choice(FORMATS), "--output", folder / "report"]
        if chance.random() < 0.3:
            options += ["--strict", "--possible"]
        if chance.random() < 0.1:
            options += ["--texts", TEXTS]
        for limit in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(limit, _stop)
        signal.alarm(LONGEST_WAIT)
        signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
        try:
            done = run("validate", package, *options, cwd=folder)
        except TooLongError:
            return seed, -1, f"takes longer than {LONGEST_SECONDS} s of CPU time"
        finally:
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_PROF, 0)
        return seed, done.returncode, find_problem(done, folder / "report")


def make_package(folder: Path, chance: random.Random) -> Path:
    """Write a package with up to two damaged files, some as a zip with damaged bytes."""
    if chance.randrange(EVENT_CLAIMS_EVERY):
        folder.mkdir()
        sample = write_files(folder, chance.choice([*SAMPLES.values()]))
    else:
        folder = build(chance.choice(["minimal", "full"]), folder)
        sample = "datapackage.json"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    for path in chance.choices([folder / sample, *files], k=chance.randint(0, 2)):
        path.write_bytes(damage(path, chance))
    if not chance.randrange(ZIP_EVERY):
        archive = Path(shutil.make_archive(str(folder), "zip", folder))
        if chance.randrange(2):
            archive.write_bytes(damage_bytes(archive.read_bytes(), chance))
        return archive
    return folder / sample if chance.randrange(2) else folder


def damage(path: Path, chance: random.Random) -> bytes:
    """Return the content of a file, damaged by its kind or byte by byte."""
    content = path.read_bytes()
    by_kind = {".json": damage_json_file, ".csv": damage_table}.get(path.suffix)
    if by_kind and chance.randrange(4):
        try:
            return by_kind(content, chance)
        except (ValueError, RecursionError):  # it is damaged already
            pass
    return damage_bytes(content, chance)


def find_problem(done, report: Path) -> str:
    """Return why an outcome is not allowed, empty if it is."""
    lines = done.stderr.splitlines()
    if done.returncode not in (0, 1, 2) or "internal error" in done.stderr:
        return f"exit code {done.returncode}: {done.stderr[:500]}"
    if len(lines) > (done.returncode == 2):
        return f"{len(lines)} lines on stderr: {done.stderr[:500]}"
    if report.exists() is (done.returncode == 2):
        return f"exit code {done.returncode}, and a report: {report.exists()}"
    return ""


def _stop(*_: object) -> None:
    raise TooLongError


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
