"""The steps to a public record at Zenodo, or at another InvenioRDM repository.

    Planned ─► (Doubtful) ─► Drafted ─► Reserved ─► Built ─► Uploaded ─► Described ─► Compared
    ─► Published ─► Confirmed

Each step takes one type of state and gives the next, so that none can be called out of order, and
looks at what the repository has before it asks for anything. Doubtful is on the disk while a draft
is asked for: whoever finds it there looks for that draft and does not ask for another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import compare_files, list_assets
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.http.messages import RefusedError
from eventclaims.publishing.http.retries import OutcomeUnknownError
from eventclaims.publishing.progress import show_bytes
from eventclaims.publishing.zenodo.deposits import MOST_FILES, Deposits, Json, Record, is_same
from eventclaims.publishing.zenodo.metadata import make_draft_metadata, make_metadata
from eventclaims.publishing.zenodo.states import (
    Built,
    Compared,
    Confirmed,
    Deposit,
    Described,
    Drafted,
    DraftRequested,
    Plan,
    Planned,
    Published,
    Reserved,
    State,
    Uploaded,
)
from eventclaims.render.escaping import escape


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps work with.

    Attributes:
        deposits: The repository.
        descriptor: The descriptor of what is to be published, as it is before the build.
        build: What gives the release that is built with a DOI, verified.
        remember: What stores a state before a request that must not be sent twice.
        rehearsed: Digest of the tables that went through a sandbox; None where none is asked for.
    """

    deposits: Deposits
    descriptor: Json
    build: Callable[[str], Release]
    remember: Callable[[State], None]
    rehearsed: str | None = None


def begin_draft(work: Work, planned: Planned) -> Drafted:
    """Find the draft of this version, or ask for one.

    Raises:
        PublishingError: If the version is public already, or a new concept would stand beside
            one of the same title.
    """
    plan = planned.plan
    if plan.previous:
        return _begin_version(work, plan, plan.previous)
    own = list(work.deposits.list_own())
    found = _find_draft(own, plan)
    if found:
        return Drafted(plan, found)
    like = [record for record in own if record.is_published and record.title == plan.title]
    if like:
        raise PublishingError(
            f"record {like[0].id} has this title already: name it with --after for a new version"
            " of it, or change the title"
        )
    work.remember(DraftRequested(plan))
    return _create(work, plan)


def settle_draft(work: Work, doubtful: DraftRequested) -> Drafted:
    """Find the draft that was asked for when a run ended or a reply was lost, or ask again.

    A search may show a new draft only after a while, so it is looked for several times.
    """
    retry_policy = work.deposits.client.retry_policy
    plan = doubtful.plan
    found = retry_policy.poll(lambda: _find_draft(list(work.deposits.list_own()), plan))
    return Drafted(plan, found) if found else _create(work, plan)


def reserve_doi(work: Work, drafted: Drafted) -> Reserved:
    """Reserve a DOI, unless the draft has one."""
    draft = _read_draft(work, drafted.record)
    doi = draft.doi or work.deposits.reserve_doi(drafted.record).doi
    if not doi:
        raise PublishingError(f"draft {drafted.record}: the repository gave no DOI")
    return Reserved(drafted.plan, drafted.record, doi)


def build(work: Work, reserved: Reserved) -> Built:
    """Build the release with its DOI, or take the one that was built with it before."""
    release = work.build(reserved.doi)
    plan = reserved.plan
    _require_equal(
        str(release.folder),
        ("name", release.name, plan.name),
        ("version", release.version, plan.version),
        ("DOI", release.doi, reserved.doi),
    )
    files = tuple(asset.digest for asset in list_assets(release))
    if len(files) > MOST_FILES:
        raise PublishingError(f"{len(files)} files; a record takes {MOST_FILES}")
    if work.rehearsed not in (None, release.content):
        raise PublishingError("the tables are not those that went through the sandbox")
    plan = replace(plan, title=release.title)
    return Built(Deposit(plan, reserved.record, reserved.doi, files, release.content))


def upload(work: Work, built: Built) -> Uploaded:
    """Bring the files of the draft to what was built; what is there whole is not sent again."""
    deposit, deposits = built.deposit, work.deposits
    held = deposits.list_files(deposit.record, draft=True)
    difference = compare_files(held, deposit.files, is_same)
    for name in difference.spare:
        deposits.delete_file(deposit.record, name)
    release = work.build(deposit.doi)
    assets = [a for a in list_assets(release) if a.digest.name in difference.missing]
    with show_bytes("upload", sum(asset.digest.size for asset in assets)) as show:
        for asset in assets:
            deposits.send_file(deposit.record, asset, show)
    return Uploaded(deposit)


def describe(work: Work, uploaded: Uploaded) -> Described:
    """Give the draft its metadata."""
    deposit = uploaded.deposit
    draft = _read_draft(work, deposit.record)
    work.deposits.describe(draft, make_metadata(work.build(deposit.doi)))
    return Described(deposit)


def compare(work: Work, described: Described) -> Compared:
    """Read the draft again, and see that it is what was built and that it has no twin."""
    deposit = described.deposit
    draft = _read_draft(work, deposit.record)
    _require_same(work, deposit, draft, is_draft=True)
    plan = deposit.plan
    twins = [r.id for r in _list_like(list(work.deposits.list_own()), plan) if r.id != draft.id]
    if twins:
        raise PublishingError(
            f"record {twins[0]} is {plan.title} {plan.version} as well; discard one of the two"
        )
    return Compared(deposit)


def publish(work: Work, compared: Compared) -> Published:
    """Publish the draft, unless it is public already."""
    deposit = compared.deposit
    record = work.deposits.read_published(deposit.record)
    if record is None:
        try:
            work.deposits.publish(deposit.record)
        except RefusedError:
            # Refused, too, where an earlier request that got no reply has published it meanwhile.
            if work.deposits.read_published(deposit.record) is None:
                raise
        record = work.deposits.read_published(deposit.record)
    if record is None:
        raise OutcomeUnknownError(f"record {deposit.record}: accepted, but not public yet")
    return Published(deposit, record.concept_doi)


def confirm(work: Work, published: Published | Confirmed) -> Confirmed:
    """Read the public record again, download its zip, and compare both with what was built."""
    deposit = published.deposit
    record = work.deposits.read_published(deposit.record)
    if record is None:
        raise PublishingError(f"record {deposit.record}: is not public any more")
    _require_same(work, deposit, record, is_draft=False)
    for digest in deposit.files[:1]:
        arrived = work.deposits.measure_file(deposit.record, digest)
        if arrived != (digest.size, digest.sha256):
            raise PublishingError(f"{digest.name}: the download is not what was built")
    return Confirmed(deposit, record.concept_doi or published.concept_doi)


def _begin_version(work: Work, plan: Plan, previous: str) -> Drafted:
    for record in work.deposits.list_versions(previous):
        if record.version == plan.version:
            raise PublishingError(f"record {record.id} is version {plan.version} already")
    draft = work.deposits.create_version(previous)
    if draft.is_published or draft.version not in ("", plan.version):
        raise PublishingError(
            f"draft {draft.id} of {draft.title} {draft.version} stands in the way; publish or"
            " discard it first"
        )
    return Drafted(plan, draft.id)


def _create(work: Work, plan: Plan) -> Drafted:
    return Drafted(plan, work.deposits.create(make_draft_metadata(work.descriptor)).id)


def _list_like(own: list[Record], plan: Plan) -> list[Record]:
    return [r for r in own if (r.title, r.version) == (plan.title, plan.version)]


def _find_draft(own: list[Record], plan: Plan) -> str | None:
    """Return the id of the one draft of a version, or None where there is none."""
    found = _list_like(own, plan)
    public = [record.id for record in found if record.is_published]
    if public:
        raise PublishingError(f"record {public[0]} is {plan.title} {plan.version} already")
    if len(found) > 1:
        ids = ", ".join(record.id for record in found)
        raise PublishingError(
            f"{ids} are drafts of {plan.title} {plan.version}; discard all but one"
        )
    return found[0].id if found else None


def _read_draft(work: Work, record: str) -> Record:
    draft = work.deposits.read_draft(record)
    if draft is None:
        raise PublishingError(
            f"draft {record} is not there any more; if it was discarded, move its state away"
        )
    return draft


def _require_same(work: Work, deposit: Deposit, record: Record, *, is_draft: bool) -> None:
    """Raise unless a record has the metadata and the files of a deposit, and no others."""
    plan = deposit.plan
    _require_equal(
        f"record {record.id}",
        ("title", record.title, plan.title),
        ("version", record.version, plan.version),
        ("DOI", record.doi, deposit.doi),
    )
    held = work.deposits.list_files(record.id, draft=is_draft)
    odd = compare_files(held, deposit.files, is_same).find_odd()
    if odd is not None:
        raise PublishingError(f"record {record.id}: {escape(odd)} is not as it was built")


def _require_equal(where: str, *pairs: tuple[str, str | None, str]) -> None:
    """Raise PublishingError where what is there of something is not what is wanted."""
    for what, there, wanted in pairs:
        if there != wanted:
            raise PublishingError(f"{where}: its {what} is {there}, not {wanted}")
