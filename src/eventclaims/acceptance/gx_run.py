"""Run expectations with Great Expectations, whose import takes seconds."""

import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from eventclaims.acceptance.frames import Content
from eventclaims.acceptance.suite import Expectation
from eventclaims.errors import AcceptanceError
from eventclaims.render.escaping import escape
from eventclaims.runtime.program import name_program

Compared = tuple[Expectation, Mapping[str, Any]]
# The success of an expectation, and the `result` of Great Expectations.
Outcome = tuple[bool, dict[str, Any]]


def run_expectations(
    expectations: Iterable[Compared], content: Content
) -> tuple[str, dict[str, Outcome]]:
    """Check expectations, each with its arguments, on the frames of a release.

    Returns:
        The version of Great Expectations, and the outcome of each expectation by name.

    Raises:
        AcceptanceError: If an expectation was not checked.
    """
    tables: dict[str, list[Compared]] = {}
    for expectation, arguments in expectations:
        tables.setdefault(expectation.table, []).append((expectation, arguments))
    with warnings.catch_warnings(), name_program():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # noqa: PLC0415 - it prints and warns while it is loaded

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment] # as YAML
        source = context.data_sources.add_pandas("release")
        outcomes = {
            name: outcome
            for table, members in tables.items()
            for name, outcome in _run_on_table(source, table, members, content)
        }
    return gx.__version__, outcomes


def _run_on_table(
    source: Any,  # noqa: ANN401 - only typed in part
    table: str,
    members: list[Compared],
    content: Content,
) -> Iterator[tuple[str, Outcome]]:
    from great_expectations import ExpectationSuite  # noqa: PLC0415
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    frame, key = content.frames[table], content.keys.get(table, ())
    asset = source.add_dataframe_asset(table)
    batch = asset.add_batch_definition_whole_dataframe(table).get_batch({"dataframe": frame})
    suite = ExpectationSuite(name=table)
    for expectation, arguments in members:
        about = {} if expectation.column is None else {"column": expectation.column}
        suite.expectations.append(
            ExpectationConfiguration(
                type=expectation.expectation,
                kwargs={**about, **arguments},
                meta={"name": expectation.name},
            ).to_domain_obj()
        )
    # Not by a validation definition: storing its results fails on the types of NumPy.
    form = {"result_format": "SUMMARY", "unexpected_index_column_names": list(key)}
    results = [
        result.to_json_dict() for result in batch.validate(suite, result_format=form).results
    ]
    found = {result["expectation_config"]["meta"]["name"]: result for result in results}
    for expectation, arguments in members:
        success, result = _read(expectation.name, found.get(expectation.name))
        if "partial_missing_list" in result:  # only twenty values, in any order
            present = {*frame[expectation.column or ""].dropna().tolist()}
            result["missing_list"] = sorted({*arguments["value_set"]} - present, key=str)
        yield expectation.name, (success, result)


def _read(name: str, validated: dict[str, Any] | None) -> Outcome:
    if validated is None or not isinstance(validated["success"], (bool, np.bool_)):
        raise AcceptanceError(f"{name}: was not checked")
    exceptions = validated["exception_info"]  # one, or one for each metric
    for each in [exceptions] if "raised_exception" in exceptions else exceptions.values():
        if each["raised_exception"]:
            raise AcceptanceError(f"{name}: was not checked: {escape(each['exception_message'])}")
    result = validated["result"]
    observed = result.get("observed_value")
    if isinstance(observed, float) and not math.isfinite(observed):
        result["observed_value"] = None
    if validated["success"]:  # rows that `mostly` allows are not worth listing
        result["partial_unexpected_list"] = []
    return bool(validated["success"]), result
