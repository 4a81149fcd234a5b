"""The views give the same findings, whether their rows are converted once or on every reading."""

import pytest
from support.packages import build

from eventclaims import validate
from eventclaims.consistency import views


@pytest.mark.parametrize("case", [None, "dead-speaker", "date-form", "unreferenced", "id-reused"])
def test_rows_converted_once_give_the_findings_of_rows_converted_where_they_are_read(
    case, tmp_path, monkeypatch
):
    package = build("minimal" if case else "full", tmp_path, case)
    found = validate(package, possible=True).findings
    monkeypatch.setattr(views, "_ROWS_IN_MEMORY", 0)
    assert validate(package, possible=True).findings == found
