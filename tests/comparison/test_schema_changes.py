"""What changed in schemas, code lists and descriptors, and the version that it asks for."""

import json
import shutil

import pytest
from support.comparing import check_changes
from support.editing import edit_json
from support.packages import build

from eventclaims.comparison.package_changes import list_package_changes, list_row_changes
from eventclaims.comparison.rows import TableDiff
from eventclaims.comparison.schema_changes import list_schema_changes
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.package.versions import Bump, format_version, parse_version, raise_version

FIELD = {"name": "kind", "type": "string", "description": "Its kind.", "title": "Kind"}
ID = {"name": "id", "type": "string"}


def compare_fields(old, new, **schema):
    before, now = ({"fields": [ID, field]} for field in (old, new))
    return [(bump.name, what) for bump, what in list_schema_changes(before, now | schema)]


def compare_constraints(old, new):
    return compare_fields(FIELD | {"constraints": old}, FIELD | {"constraints": new})


@pytest.mark.parametrize(
    ("old", "new", "bump"),
    [
        ({}, {"required": True}, "MAJOR"),
        ({"required": True}, {}, "MINOR"),
        ({"required": True}, {"required": False}, "MINOR"),
        ({}, {"required": False}, None),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "MAJOR"),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "MINOR"),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, "PATCH"),
        ({}, {"enum": ["a"]}, "MAJOR"),
        ({"enum": ["a"]}, {}, "MINOR"),
        ({"minimum": 1}, {"minimum": 2}, "MAJOR"),
        ({"minimum": 1}, {"minimum": 0}, "MINOR"),
        ({"maximum": 1}, {"maximum": 2}, "MINOR"),
        ({"maxLength": 9}, {"maxLength": 8}, "MAJOR"),
        ({"minimum": "2020-01-01"}, {"minimum": "2019-01-01"}, "MINOR"),
        ({"minimum": "10"}, {"minimum": "9"}, "MAJOR"),
        ({"minimum": "-90"}, {"minimum": "-50"}, "MAJOR"),
        ({"maximum": "100"}, {"maximum": "9.5"}, "MAJOR"),
        ({"minimum": True}, {"minimum": 0}, "MAJOR"),
        ({"pattern": "a"}, {"pattern": "a|b"}, "MAJOR"),
        ({"pattern": "a"}, {}, "MINOR"),
    ],
)
def test_a_tighter_constraint_is_major_and_a_looser_one_minor(old, new, bump):
    assert [found for found, _ in compare_constraints(old, new)] == ([bump] if bump else [])


def test_codes_lost_and_codes_added_are_both_named():
    found = compare_constraints({"enum": ["first", "b"]}, {"enum": ["b", "third"]})
    check_changes(found, [("MAJOR", "kind", "first"), ("MINOR", "kind", "third")])


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            {"type": "integer"},
            [("MAJOR", "kind", "type", '"integer"', '"string"')],
        ),
        ({"format": "email"}, [("MAJOR", "kind", "format", '"email"')]),
        ({"description": "Another."}, [("PATCH", "kind", "description")]),
        ({"categories": ["a"]}, [("MAJOR", "kind", "categories", '["a"]')]),
    ],
)
def test_another_type_is_major_and_other_words_are_a_patch(new, expected):
    check_changes(compare_fields(FIELD, FIELD | new), expected)


def test_a_column_that_looks_renamed_is_said_to_and_is_major():
    found = compare_fields(FIELD, FIELD | {"name": "sort", "title": "Sort"})
    check_changes(found, [("MAJOR", "kind", "sort"), ("MINOR", "sort")])
    other = {"name": "other", "type": "string", "description": "Else."}
    (bump, what), _ = compare_fields(FIELD, other)
    assert (bump, "kind" in what, "other" in what) == ("MAJOR", True, False)


def test_columns_in_another_order_and_a_required_new_one_are_named():
    before = {"fields": [ID, FIELD]}
    assert [bump for bump, _ in list_schema_changes(before, {"fields": [FIELD, ID]})] == [
        Bump.MINOR
    ]
    needed = {"name": "new", "type": "string", "constraints": {"required": True}}
    found = list_schema_changes(before, {"fields": [ID, FIELD, needed]})
    check_changes(list(found), [(Bump.MAJOR, "new", "required")])


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ("primaryKey", ["id"], ("MAJOR", "primary key", "id")),
        ("uniqueKeys", [["kind"]], ("MAJOR", "unique key")),
        ("foreignKeys", [{"fields": ["kind"]}], ("MAJOR", "foreign key")),
        ("missingValues", ["", "NA"], ("MAJOR", "missingValues")),
        ("title", "Things", ("PATCH", "title")),
    ],
)
def test_a_new_key_or_missing_value_is_major(part, value, expected):
    check_changes(compare_fields(FIELD, FIELD, **{part: value}), [expected])


@pytest.fixture
def pair(tmp_path):
    return build("minimal", tmp_path / "old"), build("minimal", tmp_path / "new")


def list_all(old, new):
    with open_package(old) as before, open_package(new) as now:
        return [(c.bump.name, c.sentence) for c in list_package_changes(before, now)]


def edit_codes(package, edit):
    path = package / "schemas" / "codelists" / "channel.csv"
    path.write_text(edit(path.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda text: text + "pigeon,Pigeon,By pigeon.,active,\n", ("MINOR", "pigeon")),
        (
            lambda text: "".join(
                x for x in text.splitlines(keepends=True) if not x.startswith("rally,")
            ),
            ("MAJOR", "rally"),
        ),
        (
            lambda text: text.replace("\nrally,Rally,", "\nrally,A rally,"),
            ("PATCH", "rally", "label"),
        ),
    ],
)
def test_a_code_new_gone_or_reworded_is_named_with_its_list(pair, edit, expected):
    edit_codes(pair[1], edit)
    check_changes(list_all(*pair), [(*expected, "channel")])


def test_a_deprecated_code_is_minor(pair):
    text = (pair[1] / "schemas/codelists/channel.csv").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("rally,"))
    edit_codes(
        pair[1], lambda text: text.replace(line, line.removesuffix("active,") + "deprecated,")
    )
    check_changes(list_all(*pair), [("MINOR", "channel", "rally", "deprecated", "active")])


def test_a_code_list_or_crosswalk_that_is_gone_new_or_another_is_named(pair):
    old, new = pair
    (new / "schemas/codelists/channel.csv").rename(new / "schemas/codelists/canal.csv")
    (new / "schemas/crosswalks.csv").unlink()
    (new / "schemas/relation_ends.csv").write_text("relation\n", "utf-8")
    expected = [
        ("MINOR", "canal"),
        ("MAJOR", "channel"),
        ("MAJOR", "schemas/crosswalks.csv"),
        ("PATCH", "schemas/relation_ends.csv"),
    ]
    check_changes(list_all(old, new), expected)


@pytest.mark.parametrize(
    "content", [b"code,label\na,A\na,B\n", b"label\nA\n", b'code,label\n"a,A\n', b"code\na,A\n"]
)
def test_a_code_list_that_cannot_be_read_is_one_line(pair, content):
    (pair[1] / "schemas/codelists/channel.csv").write_bytes(content)
    with pytest.raises(EventClaimsError, match=r"channel\.csv: [^\n]+$"):
        list_all(*pair)


def test_a_code_list_that_leads_out_of_the_package_is_refused(pair, tmp_path):
    path = pair[1] / "schemas/codelists/channel.csv"
    shutil.move(path, tmp_path / "outside.csv")
    path.symlink_to(tmp_path / "outside.csv")
    with pytest.raises(EventClaimsError, match="leads out of the package"):
        list_all(*pair)


def test_title_and_licence_are_a_patch_and_another_name_is_major(pair):
    new = {"title": "Other", "name": "other", "licenses": [{"name": "x" * 99}], "created": "2030"}
    edit_json(
        pair[1] / "datapackage.json", lambda descriptor: descriptor.update(new, version="9.9.9")
    )
    was = json.loads((pair[0] / "datapackage.json").read_text("utf-8"))
    licence, name, title = list_all(*pair)
    assert len(licence[1]) < 130  # cut after 80 characters
    expected = [
        ("PATCH", "licenses", '[{"name": "xxx'),
        ("MAJOR", "name", '"other"', f'"{was["name"]}"'),
        ("PATCH", "title", '"Other"', f'"{was["title"]}"'),
    ]
    check_changes([licence, name, title], expected)


def test_a_file_that_moved_is_named_and_new_hashes_are_not(pair):
    def move(descriptor):
        descriptor["resources"][0] |= {"path": "data/other.csv", "hash": "sha256:0", "bytes": 1}

    name = json.loads((pair[1] / "datapackage.json").read_text("utf-8"))["resources"][0]["name"]
    edit_json(pair[1] / "datapackage.json", move)
    expected = ("PATCH", "path", '"data/other.csv"', f'"data/{name}.csv"')
    check_changes(list_all(*pair), [expected])


@pytest.mark.parametrize(
    ("table", "rows", "bump"),
    [
        ("claims", (1, 0, 0), "MINOR"),
        ("claims", (0, 1, 0), "MAJOR"),
        ("claims", (0, 0, 1), "PATCH"),
        ("corrections", (1, 0, 0), "PATCH"),
        ("retired", (1, 0, 0), "PATCH"),
        ("retired", (0, 1, 0), "MAJOR"),
    ],
)
def test_what_tells_of_a_change_asks_for_no_more_than_the_change(table, rows, bump):
    added, removed, changed = rows
    diff = TableDiff(table, added, removed, 0, changed, {}, 0)
    assert [change.bump.name for change in list_row_changes(diff, is_part=False)] == [bump]


@pytest.mark.parametrize(
    ("version", "bump", "needed"),
    [
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.2.3", Bump.PATCH, "0.2.4"),
        ("0.2.3", Bump.MINOR, "0.3.0"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
    ],
)
def test_a_version_is_raised_by_its_part_and_before_1_0_0_by_no_more_than_minor(
    version, bump, needed
):
    assert format_version(raise_version(parse_version(version), bump)) == needed


@pytest.mark.parametrize(
    "text", [None, "", "1.0", "01.0.0", "1.00.0", "1.0.0-rc1", "１.0.0", "1.0.0\n", "9" * 5000]
)
def test_what_is_no_version_of_three_numbers_is_none(text):
    assert parse_version(text) is None
