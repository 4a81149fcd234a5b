"""Bounds and long numbers are judged as Frictionless judges them."""

import pytest
from support.screening import DIALECT, differ, validate_alone, validate_screened, write

from eventclaims import validate
from eventclaims.runtime.profiling import collect_costs


@pytest.mark.parametrize("bound", ["12024-01", [12024, 1], [2024, 100], [-5, 1]])
@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_a_bound_beyond_the_plain_months_is_left_to_frictionless(bound, name, tmp_path):
    fields = [{"name": "a", "type": "yearmonth", "constraints": {name: bound}}]
    rows = [["a"], ["0001-01"], ["2024-01"], ["2024-12"], ["9999-12"]]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize("bound", [1e14, "100000000000000", 10**17, "1e17", 123456789012345.5])
def test_a_large_bound_of_a_number_is_none_too_many(bound, tmp_path):
    constraints = {"minimum": 0, "maximum": bound}
    fields = [{"name": "a", "type": "number", "constraints": constraints}]
    rows = [["a"], ["0"], ["99999999999999.5"], ["999999999999999"], ["1e18"], ["-1"]]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) >= 2
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize("digits", [14, 15, 17, 20, 21, 30])
def test_the_digits_of_a_fraction_count_at_a_bound(digits, tmp_path):
    constraints = {"minimum": 0.5, "maximum": "1.5"}
    fields = [{"name": "a", "type": "number", "constraints": constraints}]
    least = "0" * (digits - 2) + "1"
    rows = [["a"], [f"1.5{least}"], [f"1.4{'9' * digits}"], [f"0.4{'9' * digits}"]]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 2
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


def test_numbers_as_python_prints_them_need_no_judge(tmp_path):
    fields = [{"name": "a", "type": "number"}]
    rows = [["a"], *([repr(n / 7)] for n in range(1, 300))]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    with collect_costs() as costs:
        assert validate(tmp_path).valid
    assert ("structure", "validation by Frictionless") not in costs
