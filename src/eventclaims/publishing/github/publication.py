"""The steps to a public GitHub release; each looks at the service before it acts.

draft on the tag -> assets -> title and notes -> comparison -> publication -> comparison
"""

from dataclasses import dataclass

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import replace_files, require_same_files
from eventclaims.publishing.built_release import Digest
from eventclaims.publishing.github.releases import GitHubRelease, Releases
from eventclaims.publishing.http.retries import TryAgainError
from eventclaims.publishing.ids import IdFile, Ids
from eventclaims.render.escaping import escape


@dataclass(frozen=True, slots=True)
class Publication:
    """A version on its way to a public release.

    Attributes:
        releases: The releases of the repository.
        tag: The tag.
        title: The title of the release.
        notes: The notes, in Markdown.
        assets: The files.
        is_prerelease: Whether the version is a pre-release.
        ids: The ids known from earlier runs.
    """

    releases: Releases
    tag: str
    title: str
    notes: str
    assets: tuple[Digest, ...]
    is_prerelease: bool
    ids: IdFile

    def run(self, *, publish: bool) -> Ids:
        """Complete the draft or, with `publish`, the public release.

        Raises:
            TryAgainError: If it is unknown whether a request had its effect; run it again.
            PublishingError: If a request is refused, or the release differs from the build.
        """
        # GitHub would create a missing tag, on whatever commit is the last.
        if not self.releases.has_tag(self.tag):
            raise PublishingError(f"the repository has no tag {self.tag}; push it first")
        number = self.ids.find_or_create(self._find, self._create)
        release = self.releases.read(number)
        if release.is_draft:
            self._complete(release)
            release = self.releases.read(number)
            self._require_same(release)
            if self._find() not in (number, None):
                raise PublishingError(f"{self.tag} has another release than {number}")
            if not publish:
                return Ids(number)
            self.releases.publish(number, prerelease=self.is_prerelease)
            release = self.releases.read(number)
            if release.is_draft:
                raise TryAgainError(f"release {number} was accepted, but is not public yet")
        self._require_same(release)
        ids = Ids(number, url=release.url)
        self.ids.save(ids)
        return ids

    def _find(self) -> str | None:
        found = self.releases.list_on(self.tag)
        if len(found) > 1:
            numbers = ", ".join(release.id for release in found)
            raise PublishingError(
                f"{numbers} are releases on {self.tag}; delete all drafts but one"
            )
        return found[0].id if found else None

    def _create(self) -> str:
        return self.releases.create(self.tag, self.title, self.notes).id

    def _complete(self, draft: GitHubRelease) -> None:
        replace_files(
            self.releases.list_assets(draft.id),
            self.assets,
            self.releases.is_same,
            self.releases.delete_asset,
            lambda asset, advance: self.releases.send_asset(draft, asset, advance),
        )
        if not self._has_text(draft):
            self.releases.describe(draft.id, self.title, self.notes)

    def _has_text(self, release: GitHubRelease) -> bool:
        # GitHub may change line ends.
        return release.title == self.title and release.notes.split() == self.notes.split()

    def _require_same(self, release: GitHubRelease) -> None:
        where = f"release {release.id}"
        if release.tag != self.tag:
            raise PublishingError(f"{where}: its tag is {escape(release.tag)}, not {self.tag}")
        if release.is_draft and not self._has_text(release):
            raise PublishingError(f"{where}: its title or notes are not those that were sent")
        if not release.is_draft:
            where += " is public and cannot change, make a new version"
        found = self.releases.list_assets(release.id)
        require_same_files(where, found, self.assets, self.releases.is_same)
