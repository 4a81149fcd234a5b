"""The ids of what was published: one small file for each version and service."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.retries import poll
from eventclaims.runtime.atomic_files import sync_folder, write_atomically


@dataclass(frozen=True, slots=True)
class Ids:
    """The results of earlier runs that a run needs; everything else it looks up at the service.

    Attributes:
        record: Id of the draft or record. None means that a draft was requested, and that the run
            ended before the service returned its id.
        doi: DOI of the version.
        concept_doi: DOI of all versions.
        url: Address of the public record, set after it was compared with the build.
        tables: Digest of the published tables.
    """

    record: str | None = None
    doi: str | None = None
    concept_doi: str | None = None
    url: str | None = None
    tables: str | None = None

    def describe(self) -> str:
        """Return how far the publication is, in a few words."""
        if self.url:
            return f"published at {self.url}"
        return f"draft {self.record}" if self.record else "a draft was requested"


@dataclass(frozen=True, slots=True)
class IdFile:
    """The file with the ids of one version at one service.

    Attributes:
        folder: Folder of the service; only the process that has its lock may write.
        name: Name of the dataset.
        version: The version.
        target: Address of the service.
    """

    folder: Path
    name: str
    version: str
    target: str

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.folder / f"{self.name}@{self.version}.json"

    def load(self) -> Ids | None:
        """Return the ids, None if nothing was requested yet.

        Raises:
            PublishingError: If the file cannot be read, or belongs to another version or service.
        """
        try:
            value = json.loads(self.path.read_bytes())
            subject = {key: value.pop(key) for key in self._subject}
            if subject != self._subject:
                raise ValueError(f"belongs to {subject}")  # noqa: TRY301 - one message for all
            if set(value) != {field.name for field in fields(Ids)} or not all(
                entry is None or isinstance(entry, str) for entry in value.values()
            ):
                raise ValueError("unexpected content")  # noqa: TRY301 - likewise
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as e:
            raise PublishingError(
                f"{self.path}: is not a readable file of ids ({type(e).__name__}: {e}); move it"
                " away and run the same command again"
            ) from e
        return Ids(**value)

    def save(self, ids: Ids) -> None:
        """Replace the ids in one step; they are on the disk when this returns."""
        value = json.dumps({**self._subject, **asdict(ids)}, ensure_ascii=False, indent=1)
        write_atomically(self.path, f"{value}\n".encode())
        sync_folder(self.folder)

    def find_or_create(self, find: Callable[[], str | None], create: Callable[[], str]) -> str:
        """Return the id of the draft or record of this version; create one draft at most.

        A search may not show a new draft yet. So if an earlier run requested one and ended before
        it knew its id, the search is repeated before another draft is created.
        """
        ids = self.load()
        if ids and ids.record:
            return ids.record
        found = find() if ids is None else poll(find)
        if found is None:
            self.save(Ids())
            found = create()
        self.save(Ids(found))
        return found

    def load_other_versions(self) -> dict[str, Ids]:
        """Return the ids of the other versions of the dataset at this service."""
        start = f"{self.name}@"
        paths = self.folder.glob(f"{start}*.json") if self.folder.is_dir() else ()
        versions = sorted(path.stem.removeprefix(start) for path in paths)
        loaded = {v: replace(self, version=v).load() for v in versions if v != self.version}
        return {version: ids for version, ids in loaded.items() if ids}

    @property
    def _subject(self) -> dict[str, str]:
        return {"name": self.name, "version": self.version, "target": self.target}
