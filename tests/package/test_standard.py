"""Code lists: one reader, of the package's own lists or of the standard's."""

import pytest

from eventclaims.errors import TableError
from eventclaims.package import standard
from eventclaims.package.opening import open_package


@pytest.fixture
def lists(minimal_copy):
    folder = minimal_copy / standard.CODELISTS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    (folder / "form.csv").write_text("code,label\na,A\n", "utf-8")
    return folder


def test_a_code_list_that_is_edited_is_read_again(minimal_copy, lists):
    with open_package(minimal_copy) as package:
        assert package.read_codelists() == {"form": ({"code": "a", "label": "A"},)}
        (lists / "form.csv").write_text("code,label\nb,B\n", "utf-8")
        assert package.read_codelists() == {"form": ({"code": "b", "label": "B"},)}


def test_a_package_without_code_lists_has_those_of_the_standard(minimal_copy, lists):
    (lists / "form.csv").unlink()
    lists.rmdir()
    with open_package(minimal_copy) as package:
        assert package.read_codelists() == standard.load_codelists()


@pytest.mark.parametrize(
    "content",
    [
        b"code\n\xff\n",
        b'code\n"a\n',
        b"code,code\na,a\n",
        b"code,label\na\n",
        b"code,label\na,A,\n",
        b"code,label\n\na,A\n",
    ],
)
def test_a_code_list_that_is_not_a_table_is_an_error_with_its_name(lists, content):
    (lists / "form.csv").write_bytes(content)
    with pytest.raises(TableError, match=r"^code list form\.csv: [^\n]+$"):
        standard.read_codelists(lists)


def test_a_byte_order_mark_is_not_part_of_the_first_column(lists):
    (lists / "form.csv").write_bytes(b"\xef\xbb\xbfcode\na\n")
    assert standard.read_codelists(lists) == {"form": ({"code": "a"},)}
