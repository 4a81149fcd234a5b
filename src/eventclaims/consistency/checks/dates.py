"""Predicates of the rules of dates."""

from functools import partial

from eventclaims.consistency.checks.columns import Column, Predicate, Rows, is_unread, known_true
from eventclaims.consistency.rules.dates import NOT_AFTER, NotAfter

# Statuses of an event that, by its document, has happened.
HAS_HAPPENED = ("reported", "alleged")
# Types of claims about a past event.
SPEAKS_OF_PAST = ("responsibility", "attribution", "credit", "report")


def _is_read(rows: Rows) -> Column:
    return ~is_unread(rows, "_earliest", "_latest")


def _has_bounds(rows: Rows) -> Column:
    return rows["date_earliest"].notna() | rows["date_latest"].notna()


def _is_printed_outside(rows: Rows) -> Column:
    is_before = rows["printed_day"] < rows["date_earliest"]
    is_after = rows["printed_day"] > rows["date_latest"]
    return (is_before | is_after) & ~rows["has_discrepancy"]


def _is_open_throughout(rows: Rows) -> Column:
    is_open = (rows["date_type"] == "throughout") & rows["date_latest"].isna()
    return is_open & rows["documents_latest"].notna() & _has_happened(rows) & _is_read(rows)


def _is_apart(rows: Rows) -> Column:
    is_later = rows["date_earliest"] > rows["cited_latest"]
    is_earlier = rows["date_latest"] < rows["cited_earliest"]
    return (is_later | is_earlier) & ~rows["has_discrepancy"]


def _is_dead(rows: Rows) -> Column:
    return rows["date_earliest"] > rows["killed_latest"]


def _is_allegedly_dead(rows: Rows) -> Column:
    is_later = rows["date_earliest"] > rows["allegedly_killed_latest"]
    return is_later & ~known_true(_is_dead(rows))


def _has_time_alone(rows: Rows) -> Column:
    is_first = rows["time_earliest"].notna() & rows["date_earliest"].isna()
    is_last = rows["time_latest"].notna() & rows["date_latest"].isna()
    return (is_first | is_last) & _is_read(rows)


def _has_happened(rows: Rows) -> Column:
    """Return the rows that have happened; a statement has no status and always has."""
    if "status" not in rows:
        return rows["date_earliest"].isna() | rows["date_earliest"].notna()
    return rows["status"].isin(HAS_HAPPENED)


def _speaks_of_past(rows: Rows) -> Column:
    return rows["claim_type"].isin(SPEAKS_OF_PAST) & rows["event_status"].isin(HAS_HAPPENED)


# Rules of order that apply to some rows only.
_APPLIES = {
    "after-release": _has_happened,
    "event-after-document": _has_happened,
    "event-after-claim": _speaks_of_past,
}


def _is_after(pair: NotAfter, rows: Rows) -> Column:
    return _limit(pair, rows, rows[pair.first[0]] > rows[pair.second])


def _may_be_after(pair: NotAfter, rows: Rows) -> Column:
    is_after = known_true(rows[pair.first[0]] > rows[pair.second])
    return _limit(pair, rows, (rows[pair.first[1]] > rows[pair.second]) & ~is_after)


def _limit(pair: NotAfter, rows: Rows, broken: Column) -> Column:
    """Return the broken rows to which a rule of order applies."""
    applies = _APPLIES.get(pair.rule.id)
    return broken & applies(rows) if applies else broken


CHECKS: dict[str, Predicate] = {
    "date-form": lambda rows: rows["malformed_dates"].notna(),
    "bounds-reversed": lambda rows: rows["date_earliest"] > rows["date_latest"],
    "date-differs": lambda rows: (rows["date"].fillna("") != rows["edtf"]) & _is_read(rows),
    "date-basis": lambda rows: (
        (_has_bounds(rows) == (rows["date_basis"] == "unknown")) & _is_read(rows)
    ),
    "date-type-missing": lambda rows: _has_bounds(rows) & rows["date_type"].isna(),
    "inferred-without-note": lambda rows: (rows["date_basis"] == "inferred") & rows["notes"].isna(),
    "printed-date-outside": _is_printed_outside,
    "open-throughout": _is_open_throughout,
    "scheduled-over": lambda rows: (
        (rows["date_latest"] < rows["documents_earliest"]) & (rows["status"] == "scheduled")
    ),
    "statement-apart": _is_apart,
    "dead-speaker": _is_dead,
    "dead-speaker-alleged": _is_allegedly_dead,
    "carried-by-later": lambda rows: (
        (rows["carried_by_id"] == rows["statement_id"])
        | (rows["date_earliest"] > rows["carrier_latest"])
    ),
    "time-without-day": _has_time_alone,
    "relation-reversed": lambda rows: rows["valid_from"] > rows["valid_until"],
    **{pair.rule.id: partial(_is_after, pair) for pair in NOT_AFTER},
    **{pair.possible.id: partial(_may_be_after, pair) for pair in NOT_AFTER if pair.is_interval},
}
