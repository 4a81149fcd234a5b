"""Create a new package: valid and derived, written completely or not at all."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eventclaims.authoring.derive import derive
from eventclaims.creation.licenses import CC_BY, LICENSES
from eventclaims.documentation.dictionary import GENERATED, GENERATED_PAGES, describe_standard
from eventclaims.errors import PackageError
from eventclaims.package import standard
from eventclaims.package.changes import write_changes
from eventclaims.package.conformance import HOUSE_STYLE, PROPERTY, VERSION, Level
from eventclaims.package.model import Package
from eventclaims.package.opening import DESCRIPTOR, TABLE_RESOURCE, open_package
from eventclaims.package.paths import is_system_file
from eventclaims.release.metadata.citation_files import format_cff
from eventclaims.release.release_input import read_release_input
from eventclaims.render.templates import make_environment
from eventclaims.runtime.atomic_files import fill_folder
from eventclaims.tables.canonical import format_record

FIRST_VERSION = "0.1.0"
TEMPLATE = Path(__file__).parent / "template"
# The tables of a fictional report, and its text.
EXAMPLE = Path(__file__).parent / "example"
# Template and target of each file. Under their target names, some (such as .gitignore) would affect
# this repository. Those that end with .jinja are rendered, all others are copied.
FILES = (
    ("readme.md.jinja", "README.md"),
    ("changelog.md", "CHANGELOG.md"),
    ("license.jinja", "LICENSE"),
    ("gitignore.jinja", ".gitignore"),
    ("gitattributes", ".gitattributes"),
    ("check.yml", ".github/workflows/check.yml"),
    ("release.yml", ".github/workflows/release.yml"),
    ("pages.yml", ".github/workflows/pages.yml"),
    ("test_package.txt", "tests/test_package.py"),
)
_DESCRIPTION = "Events, statements and claims from documents, with actors, places and sources."
_ABOUT_EXAMPLE = (
    "A fictional example: one invented report, with all its events, statements and claims."
)
# The vocabulary of the standard; in schemas/ it consists of separate files.
_VOCABULARY = ("codelists", "crosswalks")


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a new package.

    Attributes:
        level: The level of the standard.
        license: SPDX id of the licence, a key of `LICENSES`.
        has_house_style: Whether the package follows the rule set house-style.
        has_open_texts: Whether the texts of the documents may be published.
        has_example: Whether its tables contain a fictional report, with the text in `texts/`.
    """

    level: Level = Level.ANCHORED
    license: str = CC_BY
    has_house_style: bool = False
    has_open_texts: bool = False
    has_example: bool = False


def create_package(
    folder: Path,
    name: str | None = None,
    title: str | None = None,
    options: Options = Options(),
) -> list[str]:
    """Create a valid package, without rows unless they are the example.

    Args:
        folder: A folder that is new, empty, or contains only .git and files of the system.
        name: Name of the package, by default that of the folder.
        title: Title of the package, by default derived from the name.
        options: What it declares.

    Returns:
        The names of its tables, in the order of the descriptor.

    Raises:
        PackageError: If folder, name or title are invalid, or the package cannot be written.
    """
    target = _resolve_target(folder)
    name = _check_name(target.name if name is None else name)
    title = _check_title(_make_title(name) if title is None else title)
    tables = _list_tables()
    try:
        with fill_folder(target) as building:
            _write_schemas(building)
            _write_tables(building, tables)
            if options.has_example:
                _write_example(building)
            descriptor = _describe_package(tables, name, title, options)
            _write_text(
                building / DESCRIPTOR, [json.dumps(descriptor, ensure_ascii=False, indent=2)]
            )
            _write_template(building, descriptor, options)
            _write_pages(building)
            with open_package(building) as package:
                write_changes(derive(package))
                _write_citation(package)
    except OSError as error:
        raise PackageError(f"{folder}: cannot be written ({error.strerror or error})") from error
    return tables


def _resolve_target(folder: Path) -> Path:
    try:
        target = folder.resolve()
        if target.is_dir():
            names = (path.name for path in target.iterdir())
            if not all(name == ".git" or is_system_file(name) for name in names):
                raise PackageError(f"{folder}: exists and is not empty")
        elif target.exists():
            raise PackageError(f"{folder}: exists and is not a folder")
        elif not target.parent.is_dir():
            raise PackageError(f"{folder}: the folder {folder.parent} does not exist")
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PackageError(f"{folder}: cannot be opened ({reason})") from error
    return target


def _check_name(name: str) -> str:
    if not re.fullmatch(standard.load_profile()["properties"]["name"]["pattern"], name):
        example = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-data-set"
        raise PackageError(
            f"{name!r}: package names use lower-case letters, digits, - . _ ; try --name {example}"
        )
    return name


def _make_title(name: str) -> str:
    words = re.sub(r"[._-]+", " ", name)
    return words[0].upper() + words[1:]


def _check_title(title: str) -> str:
    if not title.strip() or not title.isprintable():
        raise PackageError(f"{title!r}: a title must be one line of text")
    return title.strip()


def _list_tables() -> list[str]:
    """Return the tables of a package: those that the profile requires, then the others."""
    required = standard.list_required_tables()
    others = set(standard.load_schemas()) - set(required) - set(_VOCABULARY)
    return [*required, *sorted(others)]


def _write_schemas(root: Path) -> None:
    folder = standard.folder()
    for pattern in (standard.PROFILE_FILE, "*.schema.json", "codelists/*.csv"):
        for path in folder.glob(pattern):
            _write(root / "schemas" / path.relative_to(folder), path.read_bytes())


def _write_tables(root: Path, tables: list[str]) -> None:
    for table in tables:
        header = format_record(standard.list_fields(standard.load_schemas()[table]))
        _write(root / _locate(table), header.encode())


def _write_example(root: Path) -> None:
    for path in EXAMPLE.rglob("*"):
        if path.is_file():
            _write(root / path.relative_to(EXAMPLE), path.read_bytes())


def _locate(table: str) -> str:
    return f"data/{table}.csv"


def _describe_package(tables: list[str], name: str, title: str, options: Options) -> dict[str, Any]:
    license_title, address = LICENSES[options.license]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        PROPERTY: {
            "standard": VERSION,
            "level": options.level,
            **({"rule_sets": [HOUSE_STYLE]} if options.has_house_style else {}),
            "texts": "open" if options.has_open_texts else "withheld",
        },
        "name": name,
        "title": title,
        "version": FIRST_VERSION,
        "created": f"{datetime.now(UTC).date()}T00:00:00Z",
        "description": _ABOUT_EXAMPLE if options.has_example else _DESCRIPTION,
        "licenses": [{"name": options.license, "title": license_title, "path": address}],
        "contributors": [{"title": f"The {name} contributors", "roles": ["author", "maintainer"]}],
        "resources": [_describe_table(table) for table in tables],
    }


def _describe_table(table: str) -> dict[str, Any]:
    schema = standard.load_schemas()[table]
    return {
        "name": table,
        "title": schema["title"],
        "description": schema["description"],
        "path": _locate(table),
        **TABLE_RESOURCE,
        "schema": f"schemas/{table}.schema.json",
    }


def _write_template(root: Path, descriptor: dict[str, Any], options: Options) -> None:
    environment = make_environment(html=False)
    values = {
        "title": descriptor["title"],
        "license": descriptor["licenses"][0],
        "options": options,
    }
    for file, target in FILES:
        if file.endswith(".jinja"):
            template = environment.get_template(f"creation/{TEMPLATE.name}/{file}")
            _write(root / target, template.render(values).encode())
        else:
            _write(root / target, (TEMPLATE / file).read_bytes())


def _write_pages(root: Path) -> None:
    """Write the codebook of the standard, and the pages that `derive` fills."""
    _write_text(root / "docs" / "codebook.md", describe_standard())
    for name in GENERATED_PAGES:
        _write_text(root / "docs" / f"{name}.md", [GENERATED])


def _write_citation(package: Package) -> None:
    # The date is that of the descriptor, so the epoch of a build does not matter.
    citation = format_cff(read_release_input(package, epoch=0))
    _write(package.root / "CITATION.cff", citation.encode())


def _write_text(path: Path, lines: Iterable[str]) -> None:
    _write(path, ("\n".join(lines) + "\n").encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
