"""For each rule, the predicate that finds the rows that break it, run by Pandera.

A predicate takes the rows of a view (sql/<table>.sql) and returns a boolean column. It looks at
each row alone, so it works on batches of any size. If an operand is missing, so is the result, and
the row does not break the rule.
"""

from functools import cache, partial

import pandas as pd
import pandera.pandas as pandera

from eventclaims.consistency.checks import claims, dates, references
from eventclaims.consistency.checks.predicate import known_true
from eventclaims.consistency.rules import RULES
from eventclaims.package.conformance import Conformance
from eventclaims.report.rule import Layer
from eventclaims.runtime.profiling import measure

CHECKS = dates.CHECKS | references.CHECKS | claims.CHECKS


@cache
def make_schema(table: str, conformance: Conformance | None = None) -> pandera.DataFrameSchema:
    """Return the Pandera schema with a check for each rule of a table, named by the rule's id.

    Args:
        table: Name of the table.
        conformance: What the package declares, which decides which rules apply; None for all.
    """
    ids = [r.id for r in RULES if table in r.tables and r.applies(conformance)]
    # A rule decides itself what a missing operand means.
    checks = [
        pandera.Check(partial(_is_kept, rule_id), name=rule_id, ignore_na=False) for rule_id in ids
    ]
    return pandera.DataFrameSchema(checks=checks)


def _is_kept(rule_id: str, rows: pd.DataFrame) -> pd.Series:
    with measure(Layer.CONSISTENCY, rule_id, len(rows)):
        return ~known_true(CHECKS[rule_id](rows))
