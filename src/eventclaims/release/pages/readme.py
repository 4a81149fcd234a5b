"""README.md of a release, for the researcher who opens the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from eventclaims.documentation.citation_styles import format_apa
from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import ReleaseFile
from eventclaims.release.metadata.description import Description, describe_edition
from eventclaims.release.metadata.ro_crate import CRATE_FILE, CRATE_TITLE
from eventclaims.release.pages.docs import README, drop_dead_links
from eventclaims.release.pages.readme_examples import list_examples
from eventclaims.release.release_input import ReleaseInput, ReleaseTable
from eventclaims.render import render_markdown
from eventclaims.render.escaping import escape

# The section of a package's own README that says what the data cannot tell. It is written there,
# once; a release repeats it word by word.
LIMITS = "What it cannot tell"
_LONGEST = 5000
_MARKUP = re.compile(r"[\\`*\[\]<>|]|&(?=[#\w]+;)|^[#+=-](?=\s|[=-])|^\d+[.)](?=\s|$)")
_SCHEMAS, _SCHEMA = "schemas/", "schema.json"


def make_readme(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the README of the release.

    Args:
        release_input: What is released.
        files: All other files but the RO-Crate and the checksums, which are made after it.

    Yields:
        The file.
    """
    described = describe_edition(release_input)
    lines = [
        *_introduce(described),
        *_list_contents(release_input, files),
        *_list_documents(release_input),
        *_explain_loading(release_input, files),
        *_explain_citing(release_input, described),
        *_explain_verifying(),
        *_state_limits(release_input, files),
        *_state_license(described, files),
    ]
    title = "What is in the release, how to load, cite and verify it, and what it cannot tell."
    yield ReleaseFile(README, title, ("\n".join(lines) + "\n").encode())


def _introduce(described: Description) -> Iterator[str]:
    citation = described.citation
    yield from (f"# {_write(citation.title)}", "", _write(described.text), "")
    where = f" <{citation.address}>" if citation.address else ""
    doi = "" if citation.doi else " This version has no DOI."
    yield f"Version {_write(citation.version)} of {described.day}.{where}{doi}"


def _list_contents(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[str]:
    yield from ("", "## What is in it", "")
    yield "To begin, open [docs/codebook.html](docs/codebook.html): what each table, column and"
    yield "code means, on one page. The CSV tables are the release; every other format is made from"
    yield "them and says the same. An empty cell is missing."
    yield ""
    titles = {file.path: file.title for file in files}
    tables = [
        [_link(table.file), _write(titles.get(table.file, table.title)), str(len(table.rows))]
        for table in release_input.tables
    ]
    yield from render_markdown(["table", "one row is", "rows"], tables)
    yield ""
    shown = {table.file for table in release_input.tables}
    rows = _list_files([file for file in files if file.path not in shown])
    rows += [[_link(CRATE_FILE), CRATE_TITLE], ["`SHA256SUMS`", "The SHA-256 of every file."]]
    yield from render_markdown(["file", "what it is"], rows)


def _list_files(files: list[ReleaseFile]) -> list[list[str]]:
    """Return a row for each file and what it is, or one for files of a folder of one format."""
    groups: dict[tuple[str, str], list[ReleaseFile]] = {}
    for file in sorted(files, key=lambda file: file.path):
        folder, slash, _ = file.path.partition("/")
        ending = file.path.rpartition("/")[2].partition(".")[2]
        key = (folder, ending if folder + slash != _SCHEMAS else "") if slash else ("", file.path)
        groups.setdefault(key, []).append(file)
    rows: dict[str, list[str]] = {}
    for (folder, ending), members in groups.items():
        kind = _find_kind(members, ending)
        first = members[0].path
        if f"{folder}/" == _SCHEMAS:
            told = "Table Schemas and code lists, as the standard has them."
            rows[first] = [f"`{_SCHEMAS}`", told]
        elif len(members) > 1 and kind:
            name = "sheet" if ending == _SCHEMA else "table"
            path = f"{_write(folder)}/<{name}>.{_write(ending)}"
            rows[first] = [f"`{path}`", f"{_write(kind)}; {len(members)} files."]
        else:
            rows |= {file.path: [_link(file.path), _write(file.title)] for file in members}
    return [rows[path] for path in sorted(rows, key=lambda path: ("/" in path, path))]


def _find_kind(files: list[ReleaseFile], ending: str) -> str:
    """Return what files of one ending are, each of another table; empty where they are not."""
    if ending == _SCHEMA:
        return "The Table Schema of each sheet"
    _, comma, kind = files[0].title.rpartition(", ")
    is_one = comma and all(file.title.endswith(f", {kind}") for file in files)
    return f"Every table, {kind.removesuffix('.')}" if is_one else ""


def _list_documents(release_input: ReleaseInput) -> Iterator[str]:
    """Yield the section on the coded documents; nothing for an edition that has none."""
    table = release_input.get_table("sources")
    documents = [row for row in table.rows if row.get("kind") == "document"] if table else []
    if not documents:
        return
    yield from ("", "## What it was coded from", "")
    columns = ("source_id", "title", "publisher", "published", "text_name")
    rows = [[_write(row.get(name) or "unknown") for name in columns] for row in documents]
    yield from render_markdown(["document", "title", "publisher", "day", "name of its text"], rows)
    yield from (
        "",
        "The texts are not in this archive. Who has copies puts each into a folder, under",
    )
    yield "the name of its text and `.txt`, and checks every span of the evidence against them:"
    yield from ("", "    eventclaims evidence verify --texts FOLDER .")


def _explain_loading(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[str]:
    yield from ("", "## Load it", "")
    paths = {file.path for file in files}
    loaders = [f"`{path}`" for path in ("load.py", "load.R", "load.do") if path in paths]
    if loaders:
        named = " and ".join([", ".join(loaders[:-1]), loaders[-1]] if loaders[1:] else loaders)
        yield from (f"{named} load every table with the types of its columns.", "")
    yield from list_examples(release_input, files)


def _explain_citing(release_input: ReleaseInput, described: Description) -> Iterator[str]:
    citation = described.citation
    yield from ("", "## Cite it", "", f"    {format_apa(citation)}", "")
    yield "`metadata/citation.bib`, `.ris` and `.csl.json` hold the same for reference managers."
    table = _choose_example(release_input)
    if table.rows and table.key:
        record = "/".join(table.rows[0][column] for column in table.key)
        row = replace(citation, table=table.name, record=record)
        yield "One row is cited by version, table and id, which never pass to another row, such as"
        yield f"`{row.fragment}`:"
        yield from ("", f"    {format_apa(row)}")


def _explain_verifying() -> Iterator[str]:
    yield from ("", "## Verify it", "", "In the folder of the release, on Linux:", "")
    yield from ("    sha256sum --check --quiet SHA256SUMS", "", "On macOS:", "")
    yield from ("    shasum -a 256 --check --quiet SHA256SUMS", "")
    yield "Neither says anything where every file is as it was released. `datapackage.json` holds"
    yield "the hashes of the tables, too; `frictionless validate datapackage.json` checks them, and"
    yield "`eventclaims validate .` everything else."


def _state_limits(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[str]:
    yield from ("", f"## {LIMITS}", "")
    targets = {file.path for file in files} | {README, CRATE_FILE}
    limits = read_limits(release_input)
    if limits:
        yield drop_dead_links(limits, "", targets)
    else:
        yield "The package says nothing of its limits."
    if "docs/datasheet.md" in targets:
        yield from ("", "More in [docs/datasheet.md](docs/datasheet.md).")


def read_limits(release_input: ReleaseInput) -> str:
    """Return what the package's own README says under the heading of limits, empty for nothing."""
    path = resolve_inside(release_input.package.root, README)
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    match = re.search(rf"^## {LIMITS}[ \t]*\n(.*?)(?=^##? |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def _state_license(described: Description, files: tuple[ReleaseFile, ...]) -> Iterator[str]:
    yield from ("", "## Licence", "")
    for license_ in described.licenses:
        where = f": <{license_.address}>" if license_.address else ""
        yield f"{_write(license_.title)}{where}"
    if not described.licenses:
        yield "The package names no licence."
    if any(file.path == "LICENSE" for file in files):
        yield from ("", "[LICENSE](LICENSE) says what it covers.")


def _choose_example(release_input: ReleaseInput) -> ReleaseTable:
    return release_input.get_table("claims") or release_input.tables[0]


def _link(path: str) -> str:
    return f"[{_write(path)}]({quote(path)})"


def _write(text: str) -> str:
    """Return a text as one line that Markdown shows as it stands, and that is legible as text."""
    line = escape(" ".join(text.split()), _LONGEST)
    return _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", line)
