"""README.md of a release, for the researcher who opens the archive."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from eventclaims.documentation.citation import Citation
from eventclaims.documentation.citation_styles import format_apa
from eventclaims.documentation.provenance import count_provenance
from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.formats.sqlite import SEARCH
from eventclaims.release.metadata.ro_crate import CRATE_FILE, CRATE_TITLE
from eventclaims.release.pages.docs import README, drop_dead_links
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable
from eventclaims.render.escaping import escape
from eventclaims.render.tables import render_markdown
from eventclaims.render.templates import make_environment

# The heading in the package's own README under which it states the limits of its data.
LIMITS = "Limits"
_LONGEST = 5000
_MARKUP = re.compile(r"[\\`*\[\]<>|]|&(?=[#\w]+;)|^[#+=-](?=\s|[=-])|^\d+[.)](?=\s|$)")
_SCHEMAS, _SCHEMA = "schemas/", "schema.json"
# The tables of the example that joins them, and the columns that it uses.
_JOINED = {
    "claims": {"claim_id", "statement_id", "claim_type"},
    "statements": {"statement_id", "speaker_id"},
    "actors": {"actor_id", "name"},
}


def make_readme(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `README.md`, which lists all files; the RO-Crate and checksums are made after it."""
    titles = {file.path: file.title for file in files}
    table_files = {table.file for table in release.tables}
    example = release.get_table("claims") or release.tables[0]
    joined = release.select_tables(_JOINED)
    text = make_environment(html=False, md=_escape).get_template("release/pages/readme.md.jinja")
    content = text.render(
        description=release.description,
        paths=titles,
        table=lambda header, rows: "\n".join(render_markdown(header, rows)),
        tables=[
            [_link(table.file), _escape(titles.get(table.file, table.title)), str(len(table.rows))]
            for table in release.tables
        ],
        files=[
            *_list_files([file for file in files if file.path not in table_files]),
            [_link(CRATE_FILE), CRATE_TITLE],
            ["`SHA256SUMS`", "The SHA-256 of every file."],
        ],
        documents=_list_documents(release),
        has_texts=any(row.get("text_name") for row in _get_documents(release)),
        conformance=release.package.conformance,
        loaders=[f"`{path}`" for path in ("load.py", "load.R") if path in titles],
        dta=f"stata/{example.name}.dta",
        views=[f"`{view.table.name}`" for view in release.views if view.table.file in titles],
        is_joined=bool(joined),
        examples=[_describe_example(table) for table in joined or [example]],
        database=f"{release.name}.sqlite",
        search=SEARCH,
        toolkit_version=release.toolkit_version,
        row=_cite_row(release.description.citation, example),
        format_apa=format_apa,
        provenance=count_provenance(release.get_rows).describe(),
        limits_heading=LIMITS,
        limits=drop_dead_links(_read_limits(release), "", {*titles, README, CRATE_FILE}),
    )
    title = "The contents of the release, how to load, cite and verify it, and its limits."
    yield ReleaseFile(README, title, content.encode())


def _list_files(files: list[ReleaseFile]) -> list[list[str]]:
    """Return a row for each file, or one row for the files of one format in a folder."""
    groups: dict[tuple[str, str], list[ReleaseFile]] = {}
    for file in sorted(files, key=lambda file: file.path):
        folder, _, name = file.path.rpartition("/")
        key = (folder, name.partition(".")[2]) if folder else ("", file.path)
        if file.path.startswith(_SCHEMAS):
            key = (_SCHEMAS.rstrip("/"), "")
        groups.setdefault(key, []).append(file)
    rows: dict[str, list[str]] = {}
    for (folder, suffix), members in groups.items():
        content = _find_common_title(members, suffix)
        first = members[0].path
        if f"{folder}/" == _SCHEMAS:
            rows[first] = [f"`{_SCHEMAS}`", "Table Schemas and code lists of the standard."]
        elif len(members) > 1 and content:
            name = "view" if suffix == _SCHEMA else "table"
            path = f"{_escape(folder)}/<{name}>.{_escape(suffix)}"
            rows[first] = [f"`{path}`", f"{_escape(content)}; {len(members)} files."]
        else:
            rows |= {file.path: [_link(file.path), _escape(file.title)] for file in members}
    return [rows[path] for path in sorted(rows, key=lambda path: ("/" in path, path))]


def _find_common_title(files: list[ReleaseFile], suffix: str) -> str:
    """Return a title for files of one format, empty if their titles have nothing in common."""
    if suffix == _SCHEMA:
        return "The Table Schema of each view"
    _, comma, form = files[0].title.rpartition(", ")
    is_common = comma and all(file.title.endswith(f", {form}") for file in files)
    return f"Every table, {form.removesuffix('.')}" if is_common else ""


def _list_documents(release: ReleaseInput) -> list[list[str]]:
    columns = ("source_id", "title", "publisher", "published", "text_name")
    return [
        [_escape(row.get(name) or "unknown") for name in columns] for row in _get_documents(release)
    ]


def _get_documents(release: ReleaseInput) -> list[dict[str, str]]:
    return [row for row in release.get_rows("sources") if row.get("kind") == "document"]


def _describe_example(table: ReleaseTable) -> dict[str, str]:
    variable = re.sub(r"\W|^(?=\d)", "_", table.name, flags=re.ASCII)
    return {"variable": variable, "file": json.dumps(table.file, ensure_ascii=False)}


def _cite_row(citation: Citation, table: ReleaseTable) -> Citation | None:
    if not (table.rows and table.key):
        return None
    record = "/".join(table.rows[0][column] for column in table.key)
    return replace(citation, table=table.name, record=record)


def _read_limits(release: ReleaseInput) -> str:
    """Return the section on limits of the package's own README, empty without one."""
    path = resolve_inside(release.package.root, README)
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    match = re.search(rf"^## {LIMITS}[ \t]*\n(.*?)(?=^##? |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def _link(path: str) -> str:
    return f"[{_escape(path)}]({quote(path)})"


def _escape(text: str) -> str:
    """Return a text as one line without Markdown markup."""
    line = escape(" ".join(text.split()), _LONGEST)
    return _MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", line)
