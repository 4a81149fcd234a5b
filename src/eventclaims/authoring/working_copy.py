"""A copy of a package to change, so that the package itself is changed as a whole or not at all."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from eventclaims.authoring.derive import derive, require_one_file
from eventclaims.package.changes import Change, write_changes
from eventclaims.package.model import Package
from eventclaims.package.opening import open_package
from eventclaims.package.paths import is_system_file, resolve_inside

SCHEMAS = "schemas"


@contextmanager
def copy_package(package: Package) -> Iterator[Path]:
    """Copy descriptor, tables, their schemas and the folder `schemas` into a temporary folder.

    Yields:
        The path of the copied descriptor.
    """
    with TemporaryDirectory(prefix="eventclaims-") as name:
        folder = Path(name)
        schemas = resolve_inside(package.root, SCHEMAS)
        if schemas.is_dir():
            shutil.copytree(schemas, folder / SCHEMAS)
        for table in package.tables:
            for file in table.files:
                _copy_file(package.root, resolve_inside(package.root, file), folder)
            schema = table.resource.get("schema")
            if isinstance(schema, str):
                _copy_file(package.root, resolve_inside(package.root, schema), folder)
        descriptor = folder / package.path.name
        shutil.copyfile(package.path, descriptor)
        yield descriptor


@contextmanager
def derive_copy(
    package: Package, contents: Mapping[str, bytes], texts: Path | None = None
) -> Iterator[Path]:
    """Copy a package with other contents of some tables, and fill the derived columns.

    Args:
        package: The opened package.
        contents: The new content of tables, by name.
        texts: Folder of the texts; see `derive`.

    Yields:
        The path of the copied descriptor.

    Raises:
        EventClaimsError: If the copy cannot be derived.
    """
    with copy_package(package) as copy:
        with open_package(copy) as opened:
            for table in opened.tables:
                if table.name in contents:
                    require_one_file(table)
                    table.path.write_bytes(contents[table.name])
            write_changes(derive(opened, texts))
        yield copy


def _copy_file(root: Path, path: Path, folder: Path) -> None:
    target = folder / path.relative_to(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def compare_copy(package: Package, descriptor: Path) -> list[Change]:
    """Return the changes that make a package equal to its copy, the descriptor last.

    Files that only the package has stay.
    """
    folder = descriptor.parent
    changes = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda path: path == descriptor):
        file = path.relative_to(folder).as_posix()
        target = resolve_inside(package.root, file)
        before = target.read_bytes() if target.is_file() else b""
        content = path.read_bytes()
        if content != before and not is_system_file(path.name):
            changes.append(Change(package.root, file, before, content))
    return changes
