"""The search: its index, and the functions of its script."""

import json
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256

import pytest
from support import sites
from support.packages import ROOT

from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.search import make_index

NODE = shutil.which("node")
SCRIPT = ROOT / "src" / "eventclaims" / "site" / "search.js"
INDEX = [
    ["a.html", "Actors", "ACT-1", "Straße Group", "Gruppe · ﬁrst"],
    ["b.html", "Actors", "ACT-2", "كتائب", "Hizbullah Brigades · Kata'ib Hizballah"],
    ["c.html", "Claims", "CLM-1", "The Group threatens", "Threat"],
]


def evaluate(expression):
    """Return the value of an expression of JavaScript that uses the script's functions."""
    code = (
        f"const s = require({json.dumps(str(SCRIPT))}); const index = {json.dumps(INDEX)};"
        f"console.log(JSON.stringify({expression}))"
    )
    done = subprocess.run([NODE, "-e", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_index_has_every_spelling_of_an_actor_and_the_labels_of_codes(full):
    with open_package(full) as package:
        edition = make_edition(package)
        index = {row[2]: row for row in make_index(edition, "1.0.0/search.html")}
        spellings = [
            row["name"] for row in edition.rows.list_rows("actor_names", actor_id="ACT-0001")
        ]
    assert spellings
    assert all(name in index["ACT-0001"][4] for name in spellings)
    link, table, _, words, others = index["CLM-0002"]
    assert (link, table) == ("claims/CLM-0002.html", "Claims")
    assert words
    assert others.startswith("Threat")


def test_the_page_allows_only_its_own_script(full, tmp_path):
    site = sites.build(full, tmp_path / "site")
    page = (site / "1.0.0" / "search.html").read_text("utf-8")
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    if NODE:
        subprocess.run([NODE, "--check", "-"], input=script.encode(), check=True)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize(
    ("query", "table", "found"),
    [
        ("group", "", ["ACT-1", "CLM-1"]),
        ("STRASSE", "", ["ACT-1"]),
        ("first", "", ["ACT-1"]),
        ("كتائب", "", ["ACT-2"]),
        ("hizballah kata", "", ["ACT-2"]),
        ("group threat", "", ["CLM-1"]),
        ("group", "Claims", ["CLM-1"]),
        ("", "Actors", ["ACT-1", "ACT-2"]),
        ("clm-1", "", ["CLM-1"]),
        (" ", "", []),
    ],
)
def test_rows_with_all_words_are_found_whatever_their_case_and_form(query, table, found):
    call = f"s.search(index, {json.dumps(query)}, {json.dumps(table)}).map((row) => row[2])"
    assert evaluate(call) == found


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_state_survives_the_address():
    state = {"query": "a & b=#c كتائب", "table": "Claims"}
    words = ", ".join(json.dumps(value) for value in state.values())
    assert evaluate(f"s.readState(s.writeState({words}))") == state
    assert evaluate('s.writeState("", "")') == "#"
