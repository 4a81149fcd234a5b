"""The context of Great Expectations: a process of its own that judges frames and then ends.

Run as `python -m eventclaims.acceptance.context FOLDER` by `eventclaims.acceptance.engine`, which
prepares the folder and believes nothing but a whole verdict. Only this module imports Great
Expectations, whose import takes seconds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from eventclaims.acceptance.gx_engine import JOB_FILE, VERDICT_FILE


def judge(folder: Path) -> dict[str, Any]:
    """Judge what the job in a folder asks for.

    Args:
        folder: Holds the job: for each frame its Parquet file and the expectations on it.

    Returns:
        The verdict: a result for each expectation, and how many there are.
    """
    job = json.loads((folder / JOB_FILE).read_text("utf-8"))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("release")
    results: list[dict[str, Any]] = []
    for number, part in enumerate(job["frames"]):
        frame = pd.read_parquet(folder / part["file"])
        asset = source.add_dataframe_asset(f"frame {number}")
        definition = asset.add_batch_definition_whole_dataframe("whole")
        results += _judge_frame(definition.get_batch({"dataframe": frame}), number, part)
    return {"great_expectations": gx.__version__, "results": results, "count": len(results)}


def _judge_frame(batch: Any, number: int, part: dict[str, Any]) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - gx.Batch is not typed
    expectations = [
        ExpectationConfiguration(
            type=asked["type"],
            kwargs=asked["arguments"],
            meta={"name": asked["name"]},
            severity=asked["severity"],
        ).to_domain_obj()
        for asked in part["expectations"]
    ]
    suite = gx.ExpectationSuite(name=f"suite {number}", expectations=expectations)
    # Not by a validation definition: storing its results fails on the types of numpy.
    for result in batch.validate(suite, result_format="SUMMARY").results:
        yield {
            "name": result.expectation_config.meta["name"],
            "success": result.success,
            "result": result.result,
            "exception": _find_exception(result.exception_info),
        }


def _find_exception(info: dict[str, Any]) -> str | None:
    """Return the message of an exception; it is told by metric where one of those raised it."""
    parts = [info] if "raised_exception" in info else [*info.values()]
    for part in parts:
        if part["raised_exception"]:
            return str(part["exception_message"])
    return None


def simplify(value: Any) -> Any:  # noqa: ANN401 - any value of a result
    """Return a value of a result as JSON has it; what is missing or not finite is null."""
    if isinstance(value, dict):
        return {str(name): simplify(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [simplify(part) for part in value]
    if isinstance(value, np.generic):
        return simplify(value.item())
    if value is pd.NA or value is pd.NaT or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value


if __name__ == "__main__":
    place = Path(sys.argv[1])
    text = json.dumps(simplify(judge(place)), allow_nan=False)
    (place / VERDICT_FILE).write_text(text, "utf-8")
