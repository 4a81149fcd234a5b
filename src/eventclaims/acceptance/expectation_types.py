"""The expectation types that a suite may use, and how each is described to a reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from eventclaims.acceptance.frames import format_day

Arguments = Mapping[str, Any]
Format = Callable[[Any], str]
_RANGE = ("min_value", "max_value")
_SHOWN = 8
_FOUR_DIGITS = 1000


def format_number(value: Any) -> str:  # noqa: ANN401 - any value of a column
    """Return a number with up to four digits; any other value as it is."""
    if isinstance(value, float):
        is_whole = value.is_integer() or abs(value) >= _FOUR_DIGITS
        return f"{value:.0f}" if is_whole else f"{value:.4g}"
    return str(value)


def format_share(value: float) -> str:
    """Return a share as a percentage with at most one decimal."""
    return f"{value:.1%}".replace(".0%", "%")


def _list(values: list[str], count: int, word: str = "and") -> str:
    """Join the first of `count` values, the last one with a word."""
    shown, rest = values[:_SHOWN], count - min(len(values), _SHOWN)
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return f" {word} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _expect_range(arguments: Arguments, show: Format) -> str:
    low, high = (arguments.get(end) for end in _RANGE)
    if low is not None and high is not None:
        return f"{show(low)} to {show(high)}"
    if low is None and high is None:
        return "any"
    return f"at least {show(low)}" if low is not None else f"at most {show(high)}"


def _expect_quantiles(arguments: Arguments, show: Format) -> str:
    quantiles, ranges = (arguments["quantile_ranges"][n] for n in ("quantiles", "value_ranges"))
    texts = [_expect_range(dict(zip(_RANGE, ends, strict=True)), show) for ends in ranges]
    return "; ".join(f"{q:.0%}: {text}" for q, text in zip(quantiles, texts, strict=True))


def _expect_all_values(arguments: Arguments, show: Format) -> str:
    values = [show(value) for value in arguments["value_set"]]
    if len(values) > _SHOWN:
        return f"all {len(values)} values from {values[0]} to {values[-1]}"
    return _list(values, len(values))


def _expect_one_value(arguments: Arguments, show: Format) -> str:
    return _list(
        [show(value) for value in arguments["value_set"]], len(arguments["value_set"]), "or"
    )


def _expect_rows(text: Callable[[Arguments, Format], str], given: Arguments, show: Format) -> str:
    mostly = given.get("mostly", 1)
    return f"{'all' if mostly == 1 else f'at least {format_share(mostly)}'} {text(given, show)}"


def _expect_exclusion(given: Arguments, show: Format) -> str:
    mostly = given.get("mostly", 1)
    rows = "no" if mostly == 1 else f"at most {format_share(1 - mostly)}"
    return f"{rows} {_expect_one_value(given, show)}"


def _find_value(result: Arguments, show: Format) -> str:
    value = result["observed_value"]
    return "no value" if value is None else show(value)


def _find_quantiles(result: Arguments, show: Format) -> str:
    quantiles, values = (result["observed_value"][name] for name in ("quantiles", "values"))
    return "; ".join(f"{q:.0%}: {show(v)}" for q, v in zip(quantiles, values, strict=True))


def _find_missing(result: Arguments, show: Format) -> str:
    missing = [show(value) for value in result["missing_list"]]
    return f"{len(missing)} missing: {_list(missing, len(missing))}" if missing else "all present"


def _find_divergence(result: Arguments, show: Format) -> str:
    value, shares = result["observed_value"], list_shares(result)
    text = "no value" if value is None else f"{show(value)} nat"
    moved = [share for share in shares if format_share(share[1]) != format_share(share[2])]
    if not moved:
        return text
    code, old, new = max(moved, key=lambda share: (abs(share[2] - share[1]), share[0]))
    return f"{text}; largest change: {code}, {format_share(old)} to {format_share(new)}"


def list_shares(result: Arguments) -> list[tuple[str, float, float]]:
    """Return each code of a divergence with its expected and its observed share."""
    details = result.get("details") or {}
    old, new = details.get("expected_partition"), details.get("observed_partition")
    if not old or not new:
        return []
    expected = dict(zip(map(str, old["values"]), old["weights"], strict=True))
    observed = dict(zip(map(str, new["values"]), new["weights"], strict=True))
    return [(code, expected[code], observed.get(code, 0.0)) for code in sorted(expected)]


def _find_rows(result: Arguments, show: Format, *, excludes: bool = False) -> str:
    # Empty cells do not count, except where the expectation is that cells are filled.
    rows = result["element_count"] - (result.get("missing_count") or 0)
    unexpected = result["unexpected_count"]
    count = unexpected if excludes else rows - unexpected
    text = f"{format_share(count / rows)} ({count} of {rows})" if rows else "no rows"
    if not result["partial_unexpected_list"]:
        return text
    key = result.get("unexpected_index_column_names", [])
    cells = ["empty" if v is None else show(v) for v in result["partial_unexpected_list"]]
    if key:
        records = result["partial_unexpected_index_list"]
        names = ["/".join(str(record[name]) for name in key) for record in records]
        cells = [f"{name} ({cell})" for name, cell in zip(names, cells, strict=True)]
    return f"{text}; exceptions: {_list(cells, unexpected)}"


@dataclass(frozen=True, slots=True)
class ExpectationType:
    """The use and the description of a type of expectation.

    Attributes:
        arguments: The arguments that it accepts besides `column`.
        required: The arguments that it requires; of a range, one end is enough.
        expected: Describes the arguments.
        found: Describes the result.
        format: Formats what is compared.
        compares_values: Whether it compares values of the column, which can be dates.
    """

    arguments: tuple[str, ...] = _RANGE
    required: tuple[str, ...] = ()
    expected: Callable[[Arguments, Format], str] = _expect_range
    found: Callable[[Arguments, Format], str] = _find_value
    format: Format = format_number
    compares_values: bool = False

    def get_format(self, *, is_date: bool) -> Format:
        """Return the function that formats a compared value."""
        return format_day if is_date and self.compares_values else self.format

    def find_fault(self, arguments: Arguments) -> str | None:
        """Return why the arguments are invalid; None if they are valid."""
        given = {name for name, value in arguments.items() if value is not None}
        if not {*arguments} <= {*self.arguments}:
            return f"the arguments must be among {', '.join(sorted(self.arguments))}"
        if not {*self.required} <= given:
            return f"the arguments must contain {', '.join(sorted(self.required))}"
        if {*_RANGE} <= {*self.arguments} and not {*_RANGE} & given:
            return "the arguments must contain min_value or max_value"
        values = arguments.get("value_set", {"previous": "values"})
        if not isinstance(values, dict) and not (isinstance(values, list) and values):
            return "value_set must be a list of values"
        return None


_of_number = ExpectationType
_of_values = partial(ExpectationType, compares_values=True)
_of_rows = partial(_of_values, found=_find_rows)
_SET, _SHARES = ("value_set",), ("partition_object", "threshold")
TYPES = {
    f"expect_{name}": kind
    for name, kind in {
        "table_row_count_to_be_between": _of_number(),
        "column_unique_value_count_to_be_between": _of_number(),
        "column_stdev_to_be_between": _of_number(),
        "column_proportion_of_non_null_values_to_be_between": _of_number(format=format_share),
        "column_min_to_be_between": _of_values(),
        "column_max_to_be_between": _of_values(),
        "column_median_to_be_between": _of_values(),
        "column_quantile_values_to_be_between": _of_values(
            ("quantile_ranges",), ("quantile_ranges",), _expect_quantiles, _find_quantiles
        ),
        "column_kl_divergence_to_be_less_than": _of_number(
            (*_SHARES, "tail_weight_holdout"),
            _SHARES,
            lambda given, show: f"divergence of at most {show(given['threshold'])} nat",
            _find_divergence,
        ),
        "column_distinct_values_to_contain_set": _of_values(
            _SET, _SET, _expect_all_values, _find_missing
        ),
        "column_values_to_not_be_null": _of_rows(
            ("mostly",), (), partial(_expect_rows, lambda *_: "filled")
        ),
        "column_values_to_be_in_set": _of_rows(
            (*_SET, "mostly"), _SET, partial(_expect_rows, _expect_one_value)
        ),
        "column_values_to_not_be_in_set": _of_values(
            (*_SET, "mostly"), _SET, _expect_exclusion, partial(_find_rows, excludes=True)
        ),
        "column_values_to_be_between": _of_rows(
            (*_RANGE, "mostly"), (), partial(_expect_rows, _expect_range)
        ),
    }.items()
}
