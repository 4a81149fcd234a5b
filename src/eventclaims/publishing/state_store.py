"""The states of publications on disk: one small file for each version and target."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.retries import RetryPolicy
from eventclaims.runtime.atomic_files import sync_folder, write_atomically

_State = TypeVar("_State")
_FORMAT = 1
_ODD = re.compile(r"[^A-Za-z0-9._-]")


class StateStore(Generic[_State]):
    """The states that the versions of one data set have at one target.

    A state replaces the one before it in one step and is on the disk when `save` returns. It says
    of what it is the state, so that a file in a place of another one is not taken for it.

    Args:
        folder: Folder of the target; only the holder of its lock may write.
        name: Name of the data set.
        target: What is published to; an address that no other target has.
        kinds: The types that a state may have.
    """

    def __init__(
        self, folder: Path, name: str, target: str, kinds: tuple[type[_State], ...]
    ) -> None:
        self._folder = folder
        self._name = _ODD.sub("_", name)
        self._subject = {"name": name, "target": target}
        self._kinds = {kind.__name__: kind for kind in kinds}

    def load(self, version: str) -> _State | None:
        """Return the state of a version, or None where nothing is known of it.

        Raises:
            PublishingError: If the file is not a state, or one of something else; nothing is
                guessed then.
        """
        path = self._locate(version)
        try:
            value = json.loads(path.read_bytes())
            if value["format"] != _FORMAT:
                raise ValueError("of another format")  # noqa: TRY301 - one message for all
            for key, wanted in (*self._subject.items(), ("version", version)):
                if value[key] != wanted:
                    raise ValueError(f"of the {key} {value[key]}")  # noqa: TRY301 - likewise
            state: _State = _decode(self._kinds[value["state"]], value["fields"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise PublishingError(
                f"{path}: no state that can be read ({type(error).__name__}: {error});"
                " look what stands at the service, then move the file away"
            ) from error
        return state

    def save(self, version: str, state: _State) -> None:
        """Replace the state of a version, durably."""
        value = {
            "format": _FORMAT,
            **self._subject,
            "version": version,
            "state": type(state).__name__,
            "fields": _encode(state),
        }
        write_atomically(
            self._locate(version), (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
        )
        sync_folder(self._folder)

    def list_versions(self) -> Iterator[str]:
        """Yield the versions of which a state is known."""
        if self._folder.is_dir():
            for path in sorted(self._folder.glob(f"{self._name}@*.json")):
                yield path.stem.removeprefix(f"{self._name}@")

    def clean(self) -> None:
        """Remove what a writer that was killed has left."""
        remove_remains(self._folder, f"{self._name}@*.json")

    def _locate(self, version: str) -> Path:
        return self._folder / f"{self._name}@{_ODD.sub('_', version)}.json"


def advance(
    store: StateStore[_State],
    version: str,
    step: Callable[[_State], _State],
    retry_policy: RetryPolicy,
) -> _State:
    """Take one step from the state that is stored, and store the state that it gives.

    A step that is tried again begins from the store again, since it may have noted there what it
    was about to do.
    """

    def work() -> _State:
        state = store.load(version)
        if state is None:
            raise PublishingError(f"the state of {version} has vanished while it was published")
        after = step(state)
        store.save(version, after)
        return after

    return retry_policy.run(work)


def run_steps(  # noqa: PLR0913, PLR0917 - a machine has that many parts
    store: StateStore[_State],
    version: str,
    begin: _State,
    step: Callable[[_State], _State],
    retry_policy: RetryPolicy,
    until: tuple[type[_State], ...],
) -> _State:
    """Take step after step and store each state, up to one of those that end the way.

    Args:
        store: The states; its lock is held.
        version: The version.
        begin: The state to go on from.
        step: What takes the one step that a state allows.
        retry_policy: The policy of trying again.
        until: The states to end with; where `begin` is one of them no step is taken.

    Returns:
        The last state.
    """
    store.save(version, begin)
    state = begin
    while not isinstance(state, until):
        state = advance(store, version, step, retry_policy)
    return state


def remove_remains(folder: Path, *names: str) -> None:
    """Remove the halves of files that `write_atomically` left in a folder when it was killed."""
    for name in names:
        for path in folder.glob(f".{name}-*"):
            path.unlink()


def _encode(state: object) -> dict[str, Any]:
    if not is_dataclass(state) or isinstance(state, type):
        raise TypeError(f"{state!r} is no state")
    return asdict(state)


def _decode(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a type, and any JSON value
    """Return a value of JSON as a value of a type, or raise TypeError; nothing is converted."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        if not isinstance(value, dict) or set(value) != {field.name for field in fields(kind)}:
            raise TypeError(f"not the fields of {kind.__name__}")
        return kind(**{name: _decode(hints[name], part) for name, part in value.items()})
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is no list")
        return tuple(_decode(get_args(kind)[0], part) for part in value)
    options = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if type(value) not in options:
        raise TypeError(f"{value!r} is not of type {kind}")
    return value
