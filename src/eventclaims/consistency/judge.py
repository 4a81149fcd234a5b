"""Let Pandera judge the rows that break a rule, each rule by its predicate."""

import warnings
from functools import cache, partial
from typing import cast

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.consistency.checks import CHECKS
from eventclaims.consistency.checks.columns import Rows, known_true
from eventclaims.consistency.rules import RULES
from eventclaims.database.arrays import make_array
from eventclaims.report.rule import Rule

with warnings.catch_warnings():
    # Pandera loads the client of Spark where there is one, which warns of pandas 3.
    warnings.simplefilter("ignore", FutureWarning)
    import pandera.pandas as pandera
    from pandera.backends.pandas import builtin_checks  # noqa: F401 - would be loaded later
    from pandera.errors import SchemaErrors

_BY_ID = {rule.id: rule for rule in RULES}


def judge(rule_ids: tuple[str, ...], batch: pa.RecordBatch) -> list[tuple[Rule, pa.RecordBatch]]:
    """Return each broken rule with the rows that break it.

    Args:
        rule_ids: The rules.
        batch: Rows of a view, after `add_parsed_columns`.

    Raises:
        RuntimeError: If a check crashed.
    """
    found: list[tuple[Rule, pa.RecordBatch]] = []
    try:
        _make_schema(rule_ids).validate(batch.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            if not isinstance(error.check_output, pd.Series):
                message = f"rule {error.check.name} crashed: {error}"
                raise RuntimeError(message) from errors  # noqa: TRY004 - a bug, whatever its type
            broken = make_array((~error.check_output).tolist(), pa.bool_())
            found.append((_BY_ID[error.check.name], batch.filter(broken)))
    return found


@cache
def _make_schema(rule_ids: tuple[str, ...]) -> pandera.DataFrameSchema:
    """Return the Pandera schema with a check for each rule, named by the rule's id."""
    # A rule decides itself what a missing operand means. The rows that break it are taken from the
    # output of the check, so that Pandera need not list them.
    checks = [
        pandera.Check(partial(_is_kept, rule_id), name=rule_id, ignore_na=False, n_failure_cases=1)
        for rule_id in rule_ids
    ]
    return pandera.DataFrameSchema(checks=checks)


def _is_kept(rule_id: str, rows: pd.DataFrame) -> pd.Series:
    # A predicate only uses operations that a DataFrame has, too.
    return cast("pd.Series", ~known_true(CHECKS[rule_id](cast("Rows", rows))))
