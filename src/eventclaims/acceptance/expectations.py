"""The kinds of expectation that a suite may hold, and how each is told to a reader.

A kind is one of Great Expectations' own; those whose result could not be told are not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from eventclaims.acceptance.frames import show_day

Arguments = Mapping[str, Any]
Show = Callable[[Any], str]
_RANGE = frozenset({"min_value", "max_value"})
_SHOWN = 8
_FOUR_DIGITS = 1000
_UNEXPECTED = "partial_unexpected_list"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of expectation.

    Attributes:
        type: Its name in Great Expectations.
        arguments: The arguments that it may be given; `column` is not among them.
        needed: Those of them that it must be given; of a range, at least one end.
        has_column: Whether it is about one column, or else about a whole table.
        proof: The entry of its result without which nothing was judged.
        tell_bound: Tells from the arguments what is asked for.
        tell_observed: Tells from the result, with the arguments, what was found.
        is_value: Whether what it compares are values of the column, which are days in a date.
    """

    type: str
    arguments: frozenset[str]
    needed: frozenset[str]
    has_column: bool
    proof: str
    tell_bound: Callable[[Arguments, Show], str]
    tell_observed: Callable[[Mapping[str, Any], Arguments, Show], str]
    is_value: bool = False

    def find_fault(self, arguments: Arguments) -> str | None:
        """Return what keeps arguments from asking for anything, or None."""
        if not {*arguments} <= self.arguments:
            return f"{self.type} takes {', '.join(sorted(self.arguments))}"
        given = {name for name, value in arguments.items() if value is not None}
        if not self.needed <= given:
            return f"{self.type} needs {', '.join(sorted(self.needed))}"
        if self.arguments >= _RANGE and not _RANGE & given:
            return f"{self.type} needs min_value or max_value"
        values = arguments.get("value_set", {"previous": "values"})
        if not isinstance(values, dict) and not (isinstance(values, list) and values):
            return "value_set must be a list of values"
        return None

    def get_show(self, *, is_date: bool) -> Show:
        """Return what shows a value that this kind compares."""
        return show_day if is_date and self.is_value else show_number


def show_number(value: Any) -> str:  # noqa: ANN401 - any value of a column
    """Return a value as a reader wants it: a number with four digits, anything else as it is."""
    if isinstance(value, float):
        is_whole = value.is_integer() or abs(value) >= _FOUR_DIGITS
        return f"{value:.0f}" if is_whole else f"{value:.4g}"
    return str(value)


def show_share(value: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{value:.1%}"


def _tell_range(arguments: Arguments, show: Show) -> str:
    low, high = arguments.get("min_value"), arguments.get("max_value")
    if low is not None and high is not None:
        return f"{show(low)} to {show(high)}"
    if low is None and high is None:
        return "any"
    return f"at least {show(low)}" if low is not None else f"at most {show(high)}"


def _tell_share_range(arguments: Arguments, _: Show) -> str:
    return _tell_range(arguments, show_share)


def _tell_value(result: Mapping[str, Any], _: Arguments, show: Show) -> str:
    value = result["observed_value"]
    return "no value" if value is None else show(value)


def _tell_share(result: Mapping[str, Any], arguments: Arguments, _: Show) -> str:
    return _tell_value(result, arguments, show_share)


def _tell_quantile_ranges(arguments: Arguments, show: Show) -> str:
    wanted = arguments["quantile_ranges"]
    ranges = [
        f"{quantile:.0%}: {_tell_range({'min_value': low, 'max_value': high}, show)}"
        for quantile, (low, high) in zip(wanted["quantiles"], wanted["value_ranges"], strict=True)
    ]
    return "; ".join(ranges)


def _tell_quantiles(result: Mapping[str, Any], _: Arguments, show: Show) -> str:
    found = result["observed_value"]
    pairs = zip(found["quantiles"], found["values"], strict=True)
    return "; ".join(f"{quantile:.0%}: {show(value)}" for quantile, value in pairs)


def _list_some(values: list[Any], count: int, show: Show) -> str:
    shown = ", ".join(show(value) for value in values[:_SHOWN])
    rest = count - min(len(values), _SHOWN)
    return f"{shown} and {rest} more" if rest > 0 else shown


def _tell_set(arguments: Arguments, show: Show) -> str:
    values = arguments["value_set"]
    if len(values) > _SHOWN:
        return f"all of {len(values)} values, from {show(values[0])} to {show(values[-1])}"
    return f"all of {_list_some(values, len(values), show)}"


def _tell_missing(result: Mapping[str, Any], _: Arguments, show: Show) -> str:
    count = result["missing_count"]
    if not count:
        return "all there"
    return f"{count} missing: {_list_some(result['partial_missing_list'], count, show)}"


def _tell_divergence_bound(arguments: Arguments, _: Show) -> str:
    return f"divergence of at most {show_number(arguments['threshold'])} nat"


def _tell_divergence(result: Mapping[str, Any], _: Arguments, show: Show) -> str:
    value = result["observed_value"]
    shares = list_shares(result)
    told = "no value" if value is None else f"{show(value)} nat"
    moved = [share for share in shares if show_share(share[1]) != show_share(share[2])]
    if not moved:
        return told
    code, old, new = max(moved, key=lambda share: (abs(share[2] - share[1]), share[0]))
    return f"{told}; most in {code}: {show_share(old)} to {show_share(new)}"


def list_shares(result: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Return the shares behind a divergence: each code, its share as expected, and as it is."""
    details = result.get("details") or {}
    old, new = details.get("expected_partition"), details.get("observed_partition")
    if not old or not new:
        return []
    expected = dict(zip(map(str, old["values"]), old["weights"], strict=True))
    observed = dict(zip(map(str, new["values"]), new["weights"], strict=True))
    return [(code, expected[code], observed.get(code, 0.0)) for code in sorted(expected)]


def _tell_each(asked: Callable[[Arguments, Show], str], arguments: Arguments, show: Show) -> str:
    mostly = arguments.get("mostly", 1)
    rows = "every row" if mostly == 1 else f"at least {show_share(mostly)} of the rows"
    return f"in {rows}: {asked(arguments, show)}"


def _tell_one_of(arguments: Arguments, show: Show) -> str:
    return f"one of {_list_some(arguments['value_set'], len(arguments['value_set']), show)}"


def _tell_none_of(arguments: Arguments, show: Show) -> str:
    return f"none of {_list_some(arguments['value_set'], len(arguments['value_set']), show)}"


def _tell_filled(_: Arguments, __: Show) -> str:
    return "a value"


def _tell_exceptions(result: Mapping[str, Any], _: Arguments, show: Show) -> str:
    # An empty cell is as asked, except where a value is what is asked for.
    values = result["element_count"] - (result.get("missing_count") or 0)
    count = result["unexpected_count"]
    if not count:
        return f"{values} of {values} rows are as asked"
    told = f"{count} of {values} rows are otherwise"
    if "unexpected_records" not in result:
        return told
    found = ["empty" if value is None else show(value) for value in result[_UNEXPECTED]]
    records = result["unexpected_records"]
    if len(records) == len(found):
        found = [f"{record} ({value})" for record, value in zip(records, found, strict=True)]
    return f"{told}: {_list_some(found, count, str)}"


_VALUE = partial(
    Kind,
    arguments=_RANGE,
    needed=frozenset(),
    has_column=True,
    proof="observed_value",
    tell_bound=_tell_range,
    tell_observed=_tell_value,
)
_EACH = partial(
    Kind,
    needed=frozenset(),
    has_column=True,
    proof="element_count",
    tell_observed=_tell_exceptions,
    is_value=True,
)
_KINDS = (
    _VALUE("expect_table_row_count_to_be_between", has_column=False),
    _VALUE("expect_column_unique_value_count_to_be_between"),
    _VALUE("expect_column_min_to_be_between", is_value=True),
    _VALUE("expect_column_max_to_be_between", is_value=True),
    _VALUE("expect_column_median_to_be_between", is_value=True),
    _VALUE("expect_column_stdev_to_be_between"),
    _VALUE(
        "expect_column_proportion_of_non_null_values_to_be_between",
        tell_bound=_tell_share_range,
        tell_observed=_tell_share,
    ),
    _VALUE(
        "expect_column_quantile_values_to_be_between",
        arguments=frozenset({"quantile_ranges"}),
        needed=frozenset({"quantile_ranges"}),
        tell_bound=_tell_quantile_ranges,
        tell_observed=_tell_quantiles,
        is_value=True,
    ),
    _VALUE(
        "expect_column_kl_divergence_to_be_less_than",
        arguments=frozenset({"partition_object", "threshold", "tail_weight_holdout"}),
        needed=frozenset({"partition_object", "threshold"}),
        tell_bound=_tell_divergence_bound,
        tell_observed=_tell_divergence,
    ),
    _VALUE(
        "expect_column_distinct_values_to_contain_set",
        arguments=frozenset({"value_set"}),
        needed=frozenset({"value_set"}),
        proof="missing_count",
        tell_bound=_tell_set,
        tell_observed=_tell_missing,
        is_value=True,
    ),
    _EACH(
        "expect_column_values_to_not_be_null",
        arguments=frozenset({"mostly"}),
        tell_bound=partial(_tell_each, _tell_filled),
    ),
    _EACH(
        "expect_column_values_to_be_in_set",
        arguments=frozenset({"value_set", "mostly"}),
        needed=frozenset({"value_set"}),
        tell_bound=partial(_tell_each, _tell_one_of),
    ),
    _EACH(
        "expect_column_values_to_not_be_in_set",
        arguments=frozenset({"value_set", "mostly"}),
        needed=frozenset({"value_set"}),
        tell_bound=partial(_tell_each, _tell_none_of),
    ),
    _EACH(
        "expect_column_values_to_be_between",
        arguments=_RANGE | {"mostly"},
        tell_bound=partial(_tell_each, _tell_range),
    ),
)
KINDS = {kind.type: kind for kind in _KINDS}
