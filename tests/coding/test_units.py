"""Units of a coding, also of one that was made with version 1 of the standard."""

from support.packages import PACKAGES

from eventclaims.coding.units import read_coding


def test_a_coding_of_version_1_has_the_parts_that_replace_its_columns():
    units = read_coding(PACKAGES / "v1")
    claims = {unit.record: unit.cells for unit in units["claims"]}
    events = {unit.record: unit.cells for unit in units["events"]}
    assert claims["CLM-0001"]["claim_actors"] == "ACT-0003/affected"
    assert events["EVT-0001"]["event_places"] == "PLC-0002/at"
    assert events["EVT-0003"]["incidents"] == "run_counted"
    assert {unit.cells["translation"] for unit in units["statements"]} == {"none", "unknown"}
