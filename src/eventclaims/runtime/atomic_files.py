"""Write a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from eventclaims.errors import TableError


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step: a crash leaves the old file, never half of the new one.

    Raises:
        TableError: If the file cannot be written.
    """
    with replace_file(path) as file:
        file.write(content)


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of another in one step, once the block has ended well.

    Args:
        path: The file to replace, or to make.

    Yields:
        The new file, open for bytes.

    Raises:
        TableError: If the file cannot be written.
    """
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
            temporary = Path(file.name)
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                file.close()
                temporary.chmod(mode)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise TableError(f"{path.name}: cannot be written ({error.strerror})") from error
