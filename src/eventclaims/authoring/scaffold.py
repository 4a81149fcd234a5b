"""Create a new package: empty, valid and derived, written completely or not at all."""

import json
import re
from pathlib import Path
from string import Template
from typing import Any

from eventclaims.authoring.derive import derive, write_changes
from eventclaims.errors import PackageError
from eventclaims.package import standard as schemas
from eventclaims.package.conformance import PROPERTY, VERSION, Level
from eventclaims.package.opening import DESCRIPTOR, TABLE_RESOURCE, open_package
from eventclaims.package.paths import is_system_file
from eventclaims.runtime.atomic_files import fill_folder
from eventclaims.tables.canonical import format_record

FIRST_VERSION = "0.1.0"
TEMPLATE = Path(__file__).parent / "template"
# Template and target of each file. Under their target names, some (such as .gitignore) would affect
# this repository.
FILES = (
    ("readme.md", "README.md"),
    ("changelog.md", "CHANGELOG.md"),
    ("gitignore", ".gitignore"),
    ("gitattributes", ".gitattributes"),
    ("check.yml", ".github/workflows/check.yml"),
    ("test_package.txt", "tests/test_package.py"),
)
# The vocabulary of the standard; in schemas/ it consists of separate files.
_VOCABULARY = ("codelists", "crosswalks")


def create_package(folder: Path, name: str | None = None, title: str | None = None) -> list[str]:
    """Create an empty, valid package.

    Args:
        folder: A folder that is new, empty, or contains only .git and files of the system.
        name: Name of the package, by default that of the folder.
        title: Title of the package, by default derived from the name.

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
            _write_descriptor(building, tables, name, title)
            _write_template(building, name, title)
            with open_package(building) as package:
                write_changes(derive(package))
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
    if not re.fullmatch(schemas.load_profile()["properties"]["name"]["pattern"], name):
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
    required = schemas.list_required_tables()
    others = set(schemas.load_schemas()) - set(required) - set(_VOCABULARY)
    return [*required, *sorted(others)]


def _write_schemas(root: Path) -> None:
    standard = schemas.folder()
    for pattern in (schemas.PROFILE_FILE, "*.schema.json", "codelists/*.csv"):
        for path in standard.glob(pattern):
            _write(root / "schemas" / path.relative_to(standard), path.read_bytes())


def _write_tables(root: Path, tables: list[str]) -> None:
    for table in tables:
        header = format_record(schemas.list_fields(schemas.load_schemas()[table]))
        _write(root / _locate(table), header.encode())


def _locate(table: str) -> str:
    return f"data/{table}.csv"


def _write_descriptor(root: Path, tables: list[str], name: str, title: str) -> None:
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        PROPERTY: {"standard": VERSION, "level": Level.ANCHORED},
        "name": name,
        "title": title,
        "version": FIRST_VERSION,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 International",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": f"The {name} contributors", "roles": ["author", "maintainer"]}],
        "resources": [_describe_table(table) for table in tables],
    }
    _write(root / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=2).encode())


def _describe_table(table: str) -> dict[str, Any]:
    schema = schemas.load_schemas()[table]
    return {
        "name": table,
        "title": schema["title"],
        "description": schema["description"],
        "path": _locate(table),
        **TABLE_RESOURCE,
        "schema": f"schemas/{table}.schema.json",
    }


def _write_template(root: Path, name: str, title: str) -> None:
    words = {"name": name, "title": title}
    for file, place in FILES:
        content = (TEMPLATE / file).read_text("utf-8")
        # Other placeholders, such as ${{ env.X }}, do not change.
        _write(root / place, Template(content).safe_substitute(words).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
