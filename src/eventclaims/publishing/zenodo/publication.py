"""The steps to a public record at Zenodo; each looks at the repository before it acts.

draft -> DOI -> build with the DOI -> files -> metadata -> comparison -> publication -> comparison
"""

from dataclasses import dataclass

from eventclaims.errors import PublishingError
from eventclaims.package.versions import sort_versions
from eventclaims.publishing.assets import list_assets, replace_files, require_same_files
from eventclaims.publishing.builder import Builder
from eventclaims.publishing.built_release import Digest, Release
from eventclaims.publishing.http.messages import Json, RefusedError
from eventclaims.publishing.http.retries import TryAgainError, poll
from eventclaims.publishing.ids import IdFile, Ids
from eventclaims.publishing.zenodo.deposits import MOST_FILES, Deposits, Record, is_same
from eventclaims.publishing.zenodo.metadata import make_draft_metadata, make_metadata


@dataclass(frozen=True, slots=True)
class Publication:
    """A version on its way to a public record.

    Attributes:
        deposits: The records of the repository.
        descriptor: The descriptor of the dataset before the build.
        builder: Builds the release with a DOI.
        ids: The ids known from earlier runs.
        previous: Id of a record of the previous version.
        rehearsed: Digest of the tables in the sandbox; None if it is not required.
    """

    deposits: Deposits
    descriptor: Json
    builder: Builder
    ids: IdFile
    previous: str | None = None
    rehearsed: str | None = None

    def run(self, *, publish: bool) -> Ids:
        """Complete the draft or, with `publish`, the public record.

        Raises:
            TryAgainError: If it is unknown whether a request had its effect; run it again.
            PublishingError: If a request is refused, or the record differs from the build.
        """
        find = self._find_next_version if self.previous else self._find_draft
        number = self.ids.find_or_create(find, self._create_draft)
        draft = self.deposits.read_draft(number)
        if draft is None:
            record = self.deposits.read_published(number)
            if record is None:
                raise PublishingError(
                    f"draft {number} does not exist; if you discarded it, delete {self.ids.path}"
                )
            return self._confirm(record)
        doi = draft.doi or self.deposits.reserve_doi(number)
        ids = Ids(number, doi)
        self.ids.save(ids)
        release, assets = self._build(doi)
        self._complete(number, release, assets)
        return self._confirm(self._publish(number)) if publish else ids

    def _find_next_version(self) -> str | None:
        previous = str(self.previous)
        for record in self.deposits.list_versions(previous):
            if record.version == self.ids.version:
                raise PublishingError(f"record {record.id} is version {record.version} already")
        draft = self.deposits.create_version(previous)
        if draft.is_published or draft.version not in ("", self.ids.version):
            raise PublishingError(
                f"draft {draft.id} of {draft.title} {draft.version} already exists; publish or"
                " discard it first"
            )
        return draft.id

    def _find_draft(self) -> str | None:
        own = list(self.deposits.list_own())
        found = self._select_same_version(own)
        public = [record.id for record in found if record.is_published]
        name = f"{self.descriptor['title']} {self.ids.version}"
        if public:
            raise PublishingError(f"record {public[0]} is {name} already")
        if len(found) > 1:
            numbers = ", ".join(record.id for record in found)
            raise PublishingError(f"{numbers} are drafts of {name}; discard all but one")
        if found:
            return found[0].id
        for record in own:
            if record.is_published and record.title == self.descriptor["title"]:
                raise PublishingError(
                    f"record {record.id} has this title already: use --after {record.id} for a new"
                    " version of it, or change the title"
                )
        return None

    def _create_draft(self) -> str:
        return self.deposits.create(make_draft_metadata(self.descriptor)).id

    def _build(self, doi: str) -> tuple[Release, tuple[Digest, ...]]:
        release = self.builder.build(doi)
        _require_values(
            str(release.folder),
            ("name", release.name, self.ids.name),
            ("version", release.version, self.ids.version),
            ("title", release.title, self.descriptor["title"]),
            ("DOI", release.doi, doi),
        )
        assets = list_assets(release)
        if len(assets) > MOST_FILES:
            raise PublishingError(f"{len(assets)} files; a record can have {MOST_FILES}")
        if self.rehearsed not in (None, release.content):
            raise PublishingError("the tables differ from those published in the sandbox")
        return release, assets

    def _complete(self, number: str, release: Release, assets: tuple[Digest, ...]) -> None:
        draft = self._read_draft(number)
        replace_files(
            self.deposits.list_files(draft),
            assets,
            is_same,
            lambda entry: self.deposits.delete_file(number, str(entry.get("key"))),
            lambda asset, advance: self.deposits.send_file(number, asset, advance),
        )
        self.deposits.describe(draft, make_metadata(release))
        self._require_same(self._read_draft(number), release, assets)
        for record in self._select_same_version(list(self.deposits.list_own())):
            if record.id != number:
                raise PublishingError(
                    f"record {record.id} is {record.title} {record.version} as well; discard one"
                    " of the two"
                )

    def _publish(self, number: str) -> Record:
        failure: PublishingError = TryAgainError(f"record {number}: accepted, but not public yet")
        try:
            self.deposits.publish(number)
        except (RefusedError, TryAgainError) as error:
            # Also if an earlier request, whose reply was lost, has published it.
            failure = error
        record = poll(lambda: self.deposits.read_published(number))
        if record is None:
            raise failure
        return record

    def _confirm(self, record: Record) -> Ids:
        """Compare the public record and its zip with the build.

        A record that was compared before is not compared with a build that does not exist any more.
        """
        known = self.ids.load() or Ids()
        doi = known.doi or record.doi or ""
        if known.url and not self.builder.has_built(doi):
            return known
        release, assets = self._build(doi)
        self._require_same(record, release, assets)
        archive = assets[0]
        if self.deposits.measure_file(record.id, archive) != (archive.size, archive.sha256):
            raise PublishingError(f"{archive.name}: the downloaded file differs from the build")
        concept = record.concept_doi or known.concept_doi
        site = self.ids.target.rstrip("/").removesuffix("/api")
        ids = Ids(record.id, doi, concept, f"{site}/records/{record.id}", release.content)
        self.ids.save(ids)
        return ids

    def _read_draft(self, number: str) -> Record:
        draft = self.deposits.read_draft(number)
        if draft is None:
            raise TryAgainError(f"draft {number} was published or discarded")
        return draft

    def _select_same_version(self, records: list[Record]) -> list[Record]:
        same = (self.descriptor["title"], self.ids.version)
        return [record for record in records if (record.title, record.version) == same]

    def _require_same(self, record: Record, release: Release, assets: tuple[Digest, ...]) -> None:
        where = f"record {record.id}"
        if record.is_published:
            where += " is public and cannot change, make a new version"
        _require_values(
            where,
            ("title", record.title, release.title),
            ("version", record.version, release.version),
            ("DOI", record.doi, str(release.doi)),
        )
        require_same_files(where, self.deposits.list_files(record), assets, is_same)


def find_previous(ids: IdFile) -> str | None:
    """Return the id of the highest other version that was published from here.

    Raises:
        PublishingError: If another version is unfinished; a record has one draft at a time.
    """
    others = ids.load_other_versions()
    for version, other in others.items():
        if not other.url:
            raise PublishingError(
                f"the publication of version {version} is unfinished; finish it first"
            )
    return others[sort_versions(others)[-1]].record if others else None


def _require_values(where: str, *values: tuple[str, str | None, str]) -> None:
    """Raise PublishingError unless each value is the expected one."""
    for name, found, expected in values:
        if found != expected:
            raise PublishingError(f"{where}: {name} is {found}, not {expected}")
