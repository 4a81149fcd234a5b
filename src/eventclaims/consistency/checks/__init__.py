"""For each rule, the predicate that finds the rows that break it.

A predicate takes the rows of a view (sql/<table>.sql) and returns a boolean column. It looks at
each row alone, so it works on batches of any size. If an operand is missing, so is the result, and
the row does not break the rule.
"""

from functools import cache, reduce
from operator import or_

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # likewise

from eventclaims.consistency.checks import claims, dates, references
from eventclaims.consistency.checks.columns import Column, Rows, known_true
from eventclaims.consistency.rules import RULES
from eventclaims.consistency.rules.dates import POSSIBLE
from eventclaims.package.conformance import Conformance
from eventclaims.report.rule import Layer
from eventclaims.runtime.profiling import measure

CHECKS = dates.CHECKS | references.CHECKS | claims.CHECKS


@cache
def list_checks(
    table: str, conformance: Conformance | None = None, *, possible: bool = True
) -> tuple[str, ...]:
    """Return the ids of the rules of a table.

    Args:
        table: Name of the table.
        conformance: What the package declares, which decides which rules apply; None for all.
        possible: Whether to include the rules that note merely possible violations.
    """
    left_out = () if possible else POSSIBLE
    rules = (rule for rule in RULES if table in rule.tables and rule not in left_out)
    return tuple(rule.id for rule in rules if rule.applies(conformance))


def find_suspects(
    rule_ids: tuple[str, ...], batch: pa.RecordBatch
) -> tuple[tuple[str, ...], pa.RecordBatch]:
    """Return the rules that rows of a batch break, and these rows, for Pandera to judge.

    Args:
        rule_ids: The rules.
        batch: A batch of a view, after `add_parsed_columns`.
    """
    found: dict[str, Column] = {}
    for rule_id in rule_ids:
        with measure(Layer.CONSISTENCY, rule_id, batch.num_rows):
            broken = known_true(CHECKS[rule_id](Rows(batch)))
            if pc.any(broken.cells).as_py():
                found[rule_id] = broken
    if not found:
        return (), batch.slice(0, 0)
    return tuple(found), batch.filter(reduce(or_, found.values()).cells)
