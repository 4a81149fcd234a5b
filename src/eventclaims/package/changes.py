"""Change several files of a package together: after a crash, all are old or all become new.

The new contents are first written to a journal, a hidden folder of the package that gets its name
when it is complete. Only then are the files replaced. If a process is killed before, the files
are the old ones; if it is killed afterwards, the next opening of the package replaces the rest.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from eventclaims.errors import EventClaimsError, PackageError, TableError
from eventclaims.package.json_files import parse_json
from eventclaims.package.paths import resolve_inside
from eventclaims.runtime.atomic_files import build_folder, write_atomically
from eventclaims.runtime.locks import lock_folder

JOURNAL = ".eventclaims-changes"
_LIST = "changes.json"
CHANGED_MEANWHILE = "has changed since it was read; run the command again"


@dataclass(frozen=True, slots=True)
class Change:
    """A file to be changed: its content when it was read, and its new content.

    Attributes:
        root: The folder of the package.
        file: Its path relative to the package.
        before: Its content when it was read; empty if it does not exist.
        content: Its new content.
        repairs: What was repaired in it, a line each.
    """

    root: Path
    file: str
    before: bytes
    content: bytes
    repairs: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Its absolute path."""
        return resolve_inside(self.root, self.file)


def write_changes(changes: Sequence[Change]) -> None:
    """Replace the files, all or none of them.

    If the process is killed meanwhile, the next opening of the package completes the changes.

    Raises:
        TableError: If a file has changed since it was read, or cannot be written; nothing changes
            then.
    """
    if changes:
        with lock_changes(changes) as write:
            write()


@contextmanager
def lock_changes(changes: Sequence[Change]) -> Iterator[Callable[[], None]]:
    """Let no other process change a package until the block ends.

    Args:
        changes: At least one change.

    Yields:
        What replaces the files; it raises TableError if one cannot be written.

    Raises:
        EventClaimsError: If a file has changed since it was read, or the package cannot be locked.
    """
    with lock_folder(changes[0].root):
        for change in changes:
            _require_unchanged(change)
        yield partial(_replace, changes)


def _require_unchanged(change: Change) -> None:
    try:
        now = change.path.read_bytes() if change.path.exists() else b""
        is_unchanged = now == change.before
    except OSError:
        is_unchanged = False
    if not is_unchanged:
        raise TableError(f"{change.file}: {CHANGED_MEANWHILE}")


def _replace(changes: Sequence[Change]) -> None:
    """Replace files; if one cannot be written, those that were replaced get their old content."""
    if len(changes) == 1:
        write_atomically(changes[0].path, changes[0].content)
        return
    journal = changes[0].root / JOURNAL
    try:
        with build_folder(journal) as building:
            _write_journal(building, changes)
    except OSError as error:
        raise TableError(f"{journal}: cannot be written ({error.strerror})") from error
    done: list[Change] = []
    try:
        for change in changes:
            done.append(change)
            write_atomically(change.path, change.content)
    except BaseException:
        for change in reversed(done):
            _restore(change.path, change.before)
        raise
    finally:
        _remove(journal)


def finish_changes(root: Path) -> None:
    """Complete the changes of a process that was killed while it replaced files of a package.

    Args:
        root: Folder of the package.

    Raises:
        PackageError: If one of the files was changed since, or cannot be written.
    """
    journal = root / JOURNAL
    if not journal.is_dir() or journal.is_symlink():
        return
    try:
        # A process that is alive completes its changes, and removes the journal.
        with lock_folder(root):
            if journal.is_dir():
                _finish(root, journal)
    except (OSError, EventClaimsError) as error:
        raise PackageError(
            f"{journal}: the changes of an interrupted command cannot be completed ({error})"
        ) from error


def _finish(root: Path, journal: Path) -> None:
    try:
        for path, content in [*_read_journal(root, journal)]:
            write_atomically(path, content)
    except FileNotFoundError:
        # The journal was being removed, and may be by a process that is alive: all is complete.
        pass
    _remove(journal)


def _write_journal(folder: Path, changes: Sequence[Change]) -> None:
    listed = []
    for number, change in enumerate(changes):
        write_atomically(folder / str(number), change.content)
        hashes = {"before": _hash(change.before), "after": _hash(change.content)}
        listed.append({"file": change.file} | hashes)
    write_atomically(folder / _LIST, json.dumps(listed, indent=2).encode())


def _read_journal(root: Path, journal: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield the files that must still be replaced, with their new contents."""
    entries = _read_list(journal)
    for number, (file, before, after) in enumerate(entries):
        if any(part.startswith(".") for part in PurePosixPath(file).parts):
            # No command changes one; a journal that came with the package could, such as of git.
            raise PackageError(f"{file!r}: refused; hidden; delete the folder {JOURNAL}")
        path = resolve_inside(root, file)
        now = _hash(path.read_bytes() if path.is_file() else b"")
        if now == after:
            continue
        content = _read_regular(journal / str(number))
        if now != before or _hash(content) != after:
            raise PackageError(
                f"{file}: has changed since a command that changes several files was interrupted; "
                f"delete the folder {JOURNAL} to keep the files as they are"
            )
        yield path, content


def _read_list(journal: Path) -> list[tuple[str, str, str]]:
    content = _read_regular(journal / _LIST)
    try:
        return [
            (str(entry["file"]), str(entry["before"]), str(entry["after"]))
            for entry in parse_json(content.decode())
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackageError(f"{journal / _LIST}: is damaged; delete the folder {JOURNAL}") from error


def _read_regular(path: Path) -> bytes:
    """Return the content of a file, but not of a link or a device, whose reading may not end."""
    if not S_ISREG(path.lstat().st_mode):
        raise PackageError(f"{path}: not a regular file; delete the folder {JOURNAL}")
    return path.read_bytes()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _restore(path: Path, content: bytes) -> None:
    """Write the old content of a file; remove one that did not exist."""
    if content:
        write_atomically(path, content)
    else:
        path.unlink(missing_ok=True)


def _remove(journal: Path) -> None:
    # Without its list, the journal is not used again.
    (journal / _LIST).unlink(missing_ok=True)
    shutil.rmtree(journal, ignore_errors=True)
