"""Write files and folders completely or not at all: build beside the target, then rename."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from eventclaims.errors import TableError


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step; after a crash the old file is unchanged.

    Raises:
        TableError: If the file cannot be written.
    """
    with replace_file(path) as file:
        file.write(content)


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that replaces `path` when the block ends without an error.

    The new file is hidden beside the old one until then, as `.<name>-<random>`.

    Raises:
        TableError: If the file cannot be written.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        try:
            with open(temporary, "xb", opener=_open_private) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TableError(f"{path}: cannot be written ({error.strerror})") from error


@contextmanager
def build_folder(
    target: Path,
    *,
    within: Path | None = None,
    prefix: str = ".eventclaims-",
    replace: bool = False,
) -> Iterator[Path]:
    """Create a folder that is renamed to `target` when the block ends without an error.

    Args:
        target: The folder to create; if it exists and is not to be replaced, it must be empty.
        within: Folder to build in, on the same file system; by default the parent of the target.
        prefix: First part of the temporary name.
        replace: Whether to delete an existing folder first.

    Raises:
        OSError: If the folder cannot be created, renamed or, where it exists, deleted.
    """
    building = (within or target.parent) / f"{prefix}{secrets.token_hex(4)}"
    try:
        building.mkdir()
        yield building
        if target.is_dir():
            if replace:
                shutil.rmtree(target)
            else:
                target.rmdir()
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system supports it."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
