"""The file for Hypothesis, and what can be wrong with one that comes back."""

import json

import pytest
from support.annotating import export, list_changes, list_faults, make_package, open_tool, read_back

from eventclaims.exchange.entries import CodingError


@pytest.fixture
def path(package, tmp_path):
    """Give the file that the client imports."""
    return export(package, tmp_path / "out", "hypothesis")


def test_an_annotation_has_what_the_client_keeps(package, path):
    content = json.loads(path.read_text("utf-8"))
    needed = ["export_date", "export_userid", "client_version"]
    assert list(content) == [*needed, "marker", "annotations"]
    (one,) = (one for one in content["annotations"] if "example:EVD-0002" in one["tags"])
    text = (package / "texts" / "northtown-report.txt").read_text("utf-8")
    assert one == {
        "uri": "http://localhost:8000/SRC-0001.html",
        "document": {"title": "Rockets Before The Talks"},
        "text": "SRC-0001 · Rockets Before The Talks",
        "tags": [
            "example:EVD-0002",
            "table:sources",
            "row:SRC-0001",
            "field:published_as_printed",
            "kind=document",
            "source_type=report",
            "published_earliest=2019-03-14",
            "published_latest=2019-03-14",
            "published_basis=stated",
            "language=en",
            "text_name=northtown-report",
        ],
        "target": [
            {
                "source": "http://localhost:8000/SRC-0001.html",
                "selector": [
                    {"type": "TextPositionSelector", "start": 26, "end": 40},
                    {
                        "type": "TextQuoteSelector",
                        "exact": "March 14, 2019",
                        "prefix": "Rockets Before The Talks\n\n",
                        "suffix": text[40:72],
                    },
                ],
            }
        ],
    }


def test_positions_count_utf16_units(example, tmp_path):
    package = make_package(example, tmp_path / "p", "😀😀 rockets", [(3, 10)])
    content = json.loads(export(package, tmp_path / "out", "hypothesis").read_text("utf-8"))
    selectors = content["annotations"][0]["target"][0]["selector"]
    assert selectors[0] == {"type": "TextPositionSelector", "start": 5, "end": 12}
    assert selectors[1]["exact"] == "rockets"


def test_the_pages_may_be_served_elsewhere(package, path):
    tool = open_tool(path)
    for one in tool.annotations:
        one["uri"] = "https://texts.example.org/coding/SRC-0001.html"
    tool.save()
    coding = read_back(package, path, "hypothesis")
    assert (list_faults(coding), list_changes(coding)) == ([], [])


def test_the_annotations_of_two_users_are_refused(package, path):
    tool = open_tool(path)
    for one, user in zip(
        tool.annotations, ("acct:ana@example.org", "acct:ben@example.org"), strict=False
    ):
        one["user"] = user
    tool.save()
    with pytest.raises(CodingError, match="the work of several coders, acct:ana@"):
        read_back(package, path, "hypothesis")


EXPECTED = """
`important`: the tags name no table and no row; {}
`clame_type=threat`: unknown column of sources; correct the tag, or delete it
`other-package:EVD-0003`: unknown tag, or of another package; correct the tag, or delete it
`example:EVD-0004 table:clams row:NAM-0001 actor_id=ACT-0001 …`: \
the package has no evidence for a table `clams`; {}
`https://example.org/another-report`: no document of the export has this address; \
annotate its own page
""".strip().splitlines()


def test_what_tags_cannot_state_is_a_fault(package, path):
    tool = open_tool(path)
    first, second, third, fourth, fifth = tool.annotations[:5]
    first["tags"] = ["important"]
    second["tags"].append("clame_type=threat")
    third["tags"][0] = "other-package:EVD-0003"
    fourth["tags"][1] = "table:clams"
    fifth["uri"] = "https://example.org/another-report"
    tool.save()
    faults = list_faults(read_back(package, path, "hypothesis"))
    name_one = "tag it with table: and a table with evidence, or row: and the id of a row"
    for number, fault, expected in zip(range(1, 6), faults, EXPECTED, strict=True):
        assert fault == f"annotations.json annotation {number}: {expected.format(name_one)}"


def test_what_is_not_imported_is_listed(package, path):
    tool = open_tool(path)
    tool.annotations[0]["tags"].append("important")
    tool.annotations[1]["text"] = "Which day?"
    tool.annotations.append({"uri": "x", "target": [{}], "text": "A note on the page."})
    tool.annotations.append({"uri": "x", "target": [{}], "references": ["a1"], "text": "Yes."})
    tool.save()
    coding = read_back(package, path, "hypothesis")
    assert (list_faults(coding), list_changes(coding)) == ([], [])
    assert coding.notes == [
        "annotations.json annotation 1: not imported: `important`",
        "annotations.json annotation 31: a note on the page, which is not imported",
        "annotations.json annotation 32: a reply, which is not imported",
        "EVD-0002, annotations.json annotation 2: a comment, which is not imported: Which day?",
    ]


def test_the_row_alone_names_the_table(package, path):
    tool = open_tool(path)
    text = (package / "texts" / "northtown-report.txt").read_text("utf-8")
    tool.add("claims", text, 0, 7)
    tool.annotations[-1]["tags"] = ["row:CLM-0001"]
    tool.save()
    coding = read_back(package, path, "hypothesis")
    assert list_faults(coding) == []
    (row,) = (row for row in coding.tables["evidence"] if row["evidence_id"] == "EVD-0030")
    assert (row["table"], row["record_id"]) == ("claims", "CLM-0001")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "not in the expected form; the file: \\[\\] is not of type 'object'"),
        (b"{", "not JSON in UTF-8, or damaged"),
        (b"\xff{}", "not JSON in UTF-8, or damaged"),
        (b"[" * 100_000, "too deeply nested"),
        (b'{"annotations": [{"uri": "x"}]}', "'target' is a required property"),
        (
            b'{"annotations": [{"uri": 1, "target": []}]}',
            "annotations\\[0\\].uri: 1 is not of type",
        ),
        (
            (
                b'{"annotations": [{"uri": "x", "target": '
                b'[{"selector": [{"type": "t", "start": -1}]}]}]}'
            ),
            "-1 is less than the minimum",
        ),
    ],
)
def test_hostile_json_is_refused(content, message, package, path):
    path.write_bytes(content)
    with pytest.raises(CodingError, match=message):
        read_back(package, path, "hypothesis")


def test_halves_of_characters_in_tags_are_repaired(package, path):
    tool = open_tool(path)
    tool.annotations[0]["tags"].append("title=\ud83d")
    tool.save()
    coding = read_back(package, path, "hypothesis")
    assert list_changes(coding)[0][4] == "\ufffd"
