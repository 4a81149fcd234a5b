"""Waivers in CHANGELOG.md: which count, and which are refused."""

import pytest

from eventclaims.acceptance.waivers import check_waivers, read_waivers
from eventclaims.errors import AcceptanceError

CHANGELOG = """# Changelog

## 1.1.0 — 2027-01-01

### Data

- Ten statements more.
- Waived: `rows-actors` — two actors were
  one and the same.

- Waived: `shares-claims-claim_type` - the new report is a list of threats.

## [1.0.0] - 2026-12-01

- Waived: `floor-claims` – fewer for once.
"""


def test_the_waivers_of_a_version_are_those_in_its_section():
    assert read_waivers(CHANGELOG, "1.1.0") == {
        "rows-actors": "two actors were one and the same.",
        "shares-claims-claim_type": "the new report is a list of threats.",
    }
    assert read_waivers(CHANGELOG, "1.0.0") == {"floor-claims": "fewer for once."}
    assert read_waivers(CHANGELOG, "1.0") == {}


@pytest.mark.parametrize(
    "item",
    [
        "- Waived: `rows-actors`",
        "- Waived: `rows-actors` —",
        "- Waived: rows-actors — no name in code",
        "- waived: `rows-actors` — small letter",
        "- **Waived:** `rows-actors` — bold",
        "* Waiver: `rows-actors` — another word",
        "- Waived: `rows-actors`: a colon",
    ],
)
def test_what_looks_like_a_waiver_and_is_none_is_refused(item):
    with pytest.raises(AcceptanceError, match=r"1\.0\.0: "):
        read_waivers(f"## 1.0.0\n\n{item}\n", "1.0.0")


def test_a_waiver_that_stands_there_twice_is_refused():
    text = "## 1.0.0\n\n- Waived: `a` — one.\n- Waived: `a` — two.\n"
    with pytest.raises(AcceptanceError, match=r"1\.0\.0: .*\ba\b"):
        read_waivers(text, "1.0.0")


@pytest.mark.parametrize(
    ("waivers", "said"),
    [
        ({"failing": " "}, "failing"),
        ({"unknown": "because"}, "unknown"),
        ({"passing": "because"}, "passing"),
        ({"\x1b[2J": "because"}, r"\\x1b"),
    ],
)
def test_a_waiver_that_waives_nothing_is_refused(waivers, said):
    with pytest.raises(AcceptanceError, match=said):
        check_waivers(waivers, {"failing"}, {"failing", "passing"})


def test_a_waiver_of_what_failed_holds():
    check_waivers({"failing": "because"}, {"failing"}, {"failing", "passing"})
