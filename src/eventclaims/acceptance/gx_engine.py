"""The engine: has Great Expectations judge, and believes nothing but a whole verdict.

It runs in a process of its own, so that whatever it prints, writes, sends or leaves by (an
exception, sys.exit, os._exit, a signal, a hang) stays there; only a verdict with one result for
each expectation, each a plain true or false about all the rows, is taken for one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventclaims.acceptance.baseline import Expectation
from eventclaims.acceptance.frames import Content
from eventclaims.errors import AcceptanceError
from eventclaims.render import escape

JOB_FILE, VERDICT_FILE = "job.json", "verdict.json"
_LIBRARY = "great_expectations"
_MODULE = "eventclaims.acceptance.gx_process"
_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Great Expectations says of one expectation."""

    success: bool
    result: Mapping[str, Any]


def judge(
    expectations: Iterable[Expectation], content: Content, *, module: str = _MODULE
) -> tuple[str, dict[str, Judgement]]:
    """Have Great Expectations judge expectations on the content of a release.

    Args:
        expectations: What is expected.
        content: What the release holds.
        module: The module that is run as the process.

    Returns:
        Its version, and its judgement on each expectation by name.

    Raises:
        AcceptanceError: If it is not installed, fails, raises on an expectation, or its verdict
            is not whole.
    """
    if importlib.util.find_spec(_LIBRARY) is None:
        raise AcceptanceError(
            f"{_LIBRARY} is not installed; install eventclaims with its extra [release]"
        )
    asked = {expectation.name: expectation for expectation in expectations}
    with TemporaryDirectory(prefix="eventclaims-") as name:
        folder = Path(name)
        _write_job(folder, asked.values(), content)
        _run(folder, module)
        verdict = _read_verdict(folder)
    judgements = _check_results(verdict.get("results"), verdict.get("count"), asked, content)
    return str(verdict.get(_LIBRARY)), judgements


def _write_job(folder: Path, expectations: Iterable[Expectation], content: Content) -> None:
    parts: dict[str, list[Expectation]] = {}
    for expectation in expectations:
        parts.setdefault(expectation.target.table, []).append(expectation)
    frames = []
    for number, (table, members) in enumerate(parts.items()):
        frame = content.frames[table]
        wanted = {member.target.column for member in members}
        columns = [name for name in frame.columns if name in wanted] or [*frame.columns[:1]]
        file = f"{number}.parquet"
        frame[columns].to_parquet(folder / file, index=False)
        frames.append({"file": file, "expectations": [_describe(member) for member in members]})
    (folder / JOB_FILE).write_text(json.dumps({"frames": frames}), "utf-8")


def _describe(expectation: Expectation) -> dict[str, Any]:
    column = expectation.target.column
    about = {} if column is None else {"column": column}
    return {
        "name": expectation.name,
        "type": expectation.kind.type,
        "severity": expectation.target.line.severity,
        "arguments": about | dict(expectation.arguments),
    }


def _run(folder: Path, module: str) -> None:
    """Run the process in an empty home, apart from settings that would have it call somewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GX_")}
    environment = kept | {
        "GX_ANALYTICS_ENABLED": "False",
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(folder)),
        "PYTHONPATH": os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path if entry),
    }
    command = [sys.executable, "-P", "-W", "ignore", "-m", module, str(folder)]
    try:
        run = subprocess.run(  # noqa: S603 - this Python, a module of ours
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AcceptanceError(f"{_LIBRARY} was not done after {_SECONDS} s") from error
    except OSError as error:
        raise AcceptanceError(f"{_LIBRARY} could not be started ({error.strerror})") from error
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing"]
        raise AcceptanceError(
            f"{_LIBRARY} ended with exit code {run.returncode}, saying: {escape(said[-1])}"
        )


def _read_verdict(folder: Path) -> dict[str, Any]:
    try:
        verdict = json.loads((folder / VERDICT_FILE).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AcceptanceError(f"{_LIBRARY} ended early, without a whole verdict") from error
    if not isinstance(verdict, dict):
        raise AcceptanceError(f"{_LIBRARY} gave a verdict of no known form")
    return verdict


def _check_results(
    results: Any,  # noqa: ANN401 - whatever the process wrote
    count: Any,  # noqa: ANN401
    asked: Mapping[str, Expectation],
    content: Content,
) -> dict[str, Judgement]:
    """Return the judgements, if there is exactly one for each expectation."""
    if not isinstance(results, list) or not count == len(results) == len(asked):
        raise AcceptanceError(f"{_LIBRARY} did not judge all of {len(asked)} expectations")
    judgements: dict[str, Judgement] = {}
    for entry in results:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or name not in asked or name in judgements:
            raise AcceptanceError(f"{_LIBRARY} gave a result that nobody asked for, or one twice")
        judgements[name] = _check_result(entry, asked[name], content)
    return judgements


def _check_result(entry: dict[str, Any], asked: Expectation, content: Content) -> Judgement:
    success, result = entry.get("success"), entry.get("result")
    if entry.get("exception") is not None:
        raise AcceptanceError(f"{asked.name}: not judged: {escape(str(entry['exception']))}")
    if type(success) is not bool or not isinstance(result, dict) or asked.kind.proof not in result:
        raise AcceptanceError(f"{asked.name}: not judged: the result is not whole")
    rows = len(content.frames[asked.target.table])
    seen = result.get("element_count", rows)
    if not asked.kind.has_column:
        seen = result["observed_value"]
    if seen != rows:
        raise AcceptanceError(f"{asked.name}: not judged: {seen} of {rows} rows were looked at")
    if asked.kind.proof == "missing_count":
        result = _complete_missing(result, asked, content)
    if not success and "partial_unexpected_index_list" in result:
        result |= {"unexpected_records": _name_records(result, asked, content)}
    return Judgement(success, result)


def _name_records(result: dict[str, Any], asked: Expectation, content: Content) -> list[str]:
    """Return the keys of the first rows that are otherwise than asked; they are given by place."""
    table = asked.target.table
    frame, key = content.frames[table], [*content.keys.get(table, ())]
    if not key or not {*key} <= {*frame.columns}:
        return []
    rows = frame[key].iloc[result["partial_unexpected_index_list"]]
    return ["/".join(map(str, row)) for row in rows.itertuples(index=False)]


def _complete_missing(
    result: dict[str, Any], asked: Expectation, content: Content
) -> dict[str, Any]:
    """Return a result with all that is missing, in order: twenty in any order are listed in it."""
    column = content.frames[asked.target.table][asked.target.column or ""]
    missing = sorted({*asked.arguments["value_set"]} - {*column.dropna().tolist()}, key=str)
    if len(missing) != result["missing_count"]:
        raise AcceptanceError(
            f"{asked.name}: not judged: {result['missing_count']} values were found missing, "
            f"where {len(missing)} are"
        )
    return result | {"partial_missing_list": missing}
