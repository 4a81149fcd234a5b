"""The pages of a release: what they hold, where their links lead, and that they are harmless."""

import json
import posixpath
import re
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from html.parser import HTMLParser

import pytest
from support.editions import read
from support.packages import ROOT, build
from support.releasing import change, describe, make_hostile, release

from eventclaims.package.opening import open_package
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.sqlite import make_sqlite
from eventclaims.release.pages.codebook import Page, render_pages
from eventclaims.release.pages.docs import drop_dead_links
from eventclaims.release.pages.readme import LIMITS, make_readme
from eventclaims.release.release_input import read_release_input

LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^()\s]+)\)")


class Reader(HTMLParser):
    """Collects the tags and attributes of a page, and its words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Note words."""
        self.words.append(data)

    def list(self, name):
        """List the values of an attribute."""
        return [attrs[name] for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def shipped():
    """Give the release input and the files of the dataset of this repository."""
    return release(ROOT)


@pytest.fixture(scope="module")
def page(shipped):
    """Give the HTML page of the dataset of this repository."""
    return Reader(shipped[1]["docs/codebook.html"].content.decode())


def test_the_page_loads_nothing_and_runs_nothing(shipped, page):
    assert {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "object"} == set()
    assert page.list("src") == []
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "default-src 'none'" in page.list("content")[0]
    assert "url(" not in shipped[1]["docs/codebook.html"].content.decode()


def test_every_table_column_list_and_code_has_its_anchor(shipped, page):
    release_input, ids = shipped[0], set(page.list("id"))
    for table in release_input.tables:
        assert {table.name, *(f"{table.name}-{c}" for c in table.columns)} <= ids
    for name, codes in release_input.codelists.items():
        assert {f"codes-{name}", *(f"codes-{name}-{row['code']}" for row in codes)} <= ids


def test_anchors_are_unique_and_every_link_on_the_page_leads_to_one(shipped, page):
    ids = page.list("id")
    assert len(ids) == len(set(ids))
    links = page.list("href")
    assert len(links) > 100
    for link in links:
        if link.startswith("#"):
            assert link[1:] in ids, link
        elif not link.startswith("https://"):
            assert posixpath.normpath(posixpath.join("docs", link)) in shipped[1], link


def test_every_page_is_in_the_one_page_and_in_its_contents(shipped, page):
    words = "".join(page.words)
    for path, file in shipped[1].items():
        if path.startswith("docs/") and path.endswith(".md"):
            title = file.title.removesuffix(".")
            assert words.count(title) >= 2, path
    assert "Made by scripts" not in words


def test_the_links_of_the_markdown_lead_to_files_of_the_release(shipped):
    files = shipped[1]
    for path in [p for p in files if p.endswith(".md")]:
        for target in LINK.findall(files[path].content.decode()):
            if not target.startswith(("#", "http")):
                file = posixpath.join(posixpath.dirname(path), target.split("#")[0])
                assert posixpath.normpath(file) in files, (path, target)


def test_the_ten_questions_are_released_with_their_scripts_and_figures(shipped):
    files = shipped[1]
    for path in ("docs/ten-questions.md", "ten-questions.py", "ten-questions.R"):
        assert files[path].content.startswith(
            (ROOT / "docs" / posixpath.basename(path)).read_bytes()[:100]
        )
        assert f"]({path})" in files["README.md"].content.decode()
    images = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", files["docs/ten-questions.md"].content.decode())
    assert images == ["timeline.svg", "network.svg"]
    assert {files[f"docs/{name}"].media_type for name in images} == {"image/svg+xml"}


def test_a_package_without_pages_gets_a_dictionary_and_codes_of_its_own(full_copy):
    _, files = release(full_copy)
    assert {p for p in files if p.startswith("docs/")} == {
        "docs/codebook.html",
        "docs/codes.md",
        "docs/data-dictionary.md",
    }
    assert "| `claim_id` | string |" in files["docs/data-dictionary.md"].content.decode()
    assert "| `threat` | Announces harm" in files["docs/codes.md"].content.decode()


def test_the_dictionary_knows_the_short_forms_of_references(full_copy):
    path = full_copy / "schemas" / "places.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    for reference in schema["foreignKeys"]:
        del reference["reference"]["resource"]
        (reference["fields"],) = reference["fields"]
    path.write_text(json.dumps(schema), "utf-8")
    _, files = release(full_copy)
    (row,) = [
        line
        for line in files["docs/data-dictionary.md"].content.decode().splitlines()
        if line.startswith("| `part_of`")
    ]
    assert "Refers to [places](#places)." in row


def test_hostile_words_make_no_tag_and_no_link(tmp_path):
    package = make_hostile(build("full", tmp_path))
    (package / "docs").mkdir()
    text = (
        "# <img src=x onerror=a()>\n\n<script>a()</script> [x](javascript:a()) ![y](http://z/a)\n"
    )
    text += (
        '\n[u](//evil) [v](data:text/html,x) <http://e.org/"onclick=>\n\n| `a` |\n|---|\n| b |\n'
    )
    (package / "docs" / "codebook.md").write_text(text, "utf-8")
    read = Reader(release(package)[1]["docs/codebook.html"].content.decode())
    assert {tag for tag, _ in read.tags} & {"script", "img"} == set()
    assert not [name for _, attrs in read.tags for name in attrs if name.startswith("on")]
    assert all(link.startswith(("#", "http")) or link.endswith(".md") for link in read.list("href"))
    assert "<script>a()</script>" in "".join(read.words)


def test_a_heading_of_another_page_cannot_take_the_anchor_of_a_table():
    pages = [Page("codebook", "# A\n\n## b\n"), Page("data-dictionary", "# T\n\n## codebook-b\n")]
    html = render_pages("x", "y", pages)
    assert '<h3 id="codebook-b">codebook-b</h3>' in html
    assert '<h3 id="codebook-b-2">b</h3>' in html
    assert html.index(">b</h3>") < html.index(">codebook-b</h3>")


def test_a_link_to_a_file_that_is_not_released_keeps_its_words():
    text = "See [this](../data/a.csv), [that](b.md#c) and `x`.\n\n```\n[not](a.link)\n```\n"
    assert drop_dead_links(text, "docs", {"data/a.csv"}) == text.replace("[that](b.md#c)", "that")


def test_the_readme_tells_of_every_file(shipped):
    release_input, files = shipped
    readme = files["README.md"].content.decode()
    for path in set(files) - {"README.md"}:
        assert f"]({path})" in readme, path
    for table in release_input.tables:
        assert re.search(rf"\]\({table.file}\) \| .+ \| {len(table.rows)} \|", readme)


def make_readme_of(package, *files):
    """Return the README of a package whose release has these files."""
    with open_package(package) as opened:
        (readme,) = make_readme(read_release_input(opened, epoch=0), files)
    return readme.content.decode()


def test_the_readme_names_files_of_one_format_once(full):
    tables = [ReleaseFile(f"parquet/{n}.parquet", f"{n.upper()}, as Parquet.", b"") for n in "ab"]
    views = [ReleaseFile(f"views/{n}_view.csv", f"{n}: one view.", b"") for n in "ab"]
    schemas = [ReleaseFile(f"views/{n}_view.schema.json", f"{n}: x.", b"") for n in "ab"]
    text = make_readme_of(full, *tables, *views, *schemas)
    assert "| `parquet/<table>.parquet` | Every table, as Parquet; 2 files. |" in text
    assert "| `views/<view>.schema.json` | The Table Schema of each view; 2 files. |" in text
    assert "| [views/a_view.csv](views/a_view.csv) | a: one view. |" in text
    assert "a.parquet" not in text


def test_the_readme_lists_the_coded_documents_and_how_to_check_against_a_copy(full_copy):
    text = make_readme_of(change(full_copy, "sources", publisher=""))
    (row,) = [line for line in text.splitlines() if line.startswith("| SRC-0001 |")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:4] == ["Sample Report: Group A Speaks", "unknown", "2020-05-03"]
    assert "| SRC-0003 |" not in text, "it is only cited"
    assert "eventclaims evidence verify --texts FOLDER ." in text


def test_the_title_of_a_document_stays_in_its_cell(full_copy):
    title = "<script>a()</script> | [x](http://e.org) `b` **c** \\| d"
    text = make_readme_of(change(full_copy, "sources", title=title, publisher="P"))
    read = Reader(render_pages("x", "y", [Page("r", text)]))
    assert {tag for tag, _ in read.tags} & {"script", "img", "strong"} == set()
    assert "http://e.org" not in read.list("href")
    assert title in "".join(read.words)


@pytest.mark.parametrize(("identifier", "said"), [(None, True), ("10.5072/full.1", False)])
def test_the_readme_says_where_there_is_no_doi(full, identifier, said):
    with open_package(full) as package:
        (file,) = make_readme(read_release_input(package, epoch=0, identifier=identifier), ())
    assert (b"This version has no DOI." in file.content) is said


def test_the_readme_says_the_limits_in_the_words_of_the_project(shipped):
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.split(f"## {LIMITS}\n")[1].split("\n## ")[0].strip()
    assert len(section) > 500
    assert section in shipped[1]["README.md"].content.decode()


def test_the_readme_shows_hostile_words_as_words(tmp_path):
    _, files = release(make_hostile(build("full", tmp_path)))
    read = Reader(render_pages("x", "y", [Page("r", files["README.md"].content.decode())]))
    assert {tag for tag, _ in read.tags} & {"script", "img"} == set()
    headings = [tag for tag, _ in read.tags if tag == "h3"]
    assert len(headings) == 7, "no word has made a heading of its own"


def test_the_commands_of_the_readme_load_the_table_they_name(shipped, monkeypatch, capsys):
    release_input, files = shipped
    (python,) = re.findall(r"```python\n(.*?)```", files["README.md"].content.decode(), re.DOTALL)
    monkeypatch.chdir(ROOT)
    names = {}
    exec(compile(python, "README.md", "exec"), names)  # noqa: S102 - what a reader would paste
    rows = release_input.get_table("claims").rows
    assert names["claims"].to_dict("records") == rows
    assert len(names["joined"]) == len(rows)
    assert {*names["joined"].columns} >= {"summary", "summary_of_statement", "speaker_id"}
    printed = re.findall(r"^(.*\S) +([0-9]+)$", capsys.readouterr().out, re.MULTILINE)
    actors = {row["actor_id"]: row["name"] for row in release_input.get_table("actors").rows}
    threats = {
        actors[speaker]: str(count) for speaker, count in count_threats(release_input).items()
    }
    assert dict(printed) == threats


def count_threats(release_input):
    """Count the threats of each speaker."""
    speakers = {
        row["statement_id"]: row["speaker_id"] for row in release_input.get_table("statements").rows
    }
    claims = release_input.get_table("claims").rows
    return Counter(speakers[row["statement_id"]] for row in claims if row["claim_type"] == "threat")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_commands_of_the_readme_for_r_count_the_same_threats(shipped):
    release_input, files = shipped
    (code,) = re.findall(r"```r\n(.*?)```", files["README.md"].content.decode(), re.DOTALL)
    done = subprocess.run(
        ["Rscript", "-e", f"{code}\nwrite.csv(nrow(threats)); write.csv(length(claims[[1]]))"],  # noqa: S607 - R of the machine
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    numbers = re.findall(r'^"1",([0-9]+)$', done.stdout.decode(), re.MULTILINE)
    claims = release_input.get_table("claims").rows
    assert numbers == [str(sum(count_threats(release_input).values())), str(len(claims))]


def test_the_search_of_the_readme_finds_rows_of_the_database(full):
    (database,) = make_sqlite(read(full), ())
    (code,) = re.findall(r"```sql\n(.*?)```", make_readme_of(full, database), re.DOTALL)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database.content)
        found = {record for _, record, _ in connection.execute(code)}
    assert found >= {"STM-0001", "EVT-0003"}


def test_a_package_without_statements_has_an_example_all_the_same(full_copy):
    resources = json.loads((full_copy / "datapackage.json").read_text("utf-8"))["resources"]
    kept = [resource for resource in resources if resource["name"] == "actors"]
    text = make_readme_of(describe(full_copy, resources=kept))
    assert 'actors = pd.read_csv("data/actors.csv"' in text
    assert "statements" not in text


@pytest.mark.parametrize("text", ["# a", "- a", "1. a", "=== a", "<b>a</b>", "[a](b)", "&lt;"])
def test_the_readme_takes_no_title_for_markup(full_copy, text):
    _, files = release(describe(full_copy, description=f"{text} {'x' * 60}"))
    page = Page("r", files["README.md"].content.decode())
    assert f"{text} xxx" in "".join(Reader(render_pages("x", "y", [page])).words)
