"""The steps to a public GitHub release.

    Planned ─► Tagged ─► (Doubtful) ─► Drafted ─► Uploaded ─► Described ─► Compared ─► Published
    ─► Confirmed

Each step takes one type of state and gives the next, so that none can be called out of order, and
looks at what GitHub has before it asks for anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import Asset, compare_files
from eventclaims.publishing.github.releases import Held, Releases
from eventclaims.publishing.github.states import (
    Compared,
    Confirmed,
    Described,
    Drafted,
    DraftRequested,
    Plan,
    Planned,
    Published,
    State,
    Tagged,
    Uploaded,
)
from eventclaims.publishing.http.retries import OutcomeUnknownError
from eventclaims.publishing.progress import show_bytes
from eventclaims.render.escaping import escape


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps work with.

    Attributes:
        releases: The releases of the repository.
        assets: The files to publish.
        notes: The notes, in Markdown.
        remember: What stores a state before a request that must not be sent twice.
    """

    releases: Releases
    assets: tuple[Asset, ...]
    notes: str
    remember: Callable[[State], None]


def find_tag(work: Work, planned: Planned) -> Tagged:
    """See that the tag is there; GitHub would make one of whatever commit is the last."""
    plan = planned.plan
    if not work.releases.has_tag(plan.tag):
        raise PublishingError(f"{plan.repository} has no tag {plan.tag}; push it first")
    return Tagged(plan)


def begin_draft(work: Work, tagged: Tagged) -> Drafted | Published:
    """Find the release on the tag, or ask for a draft."""
    found = _find(work, tagged.plan)
    if found:
        return found
    work.remember(DraftRequested(tagged.plan))
    return _create(work, tagged.plan)


def settle_draft(work: Work, doubtful: DraftRequested) -> Drafted | Published:
    """Find the draft that was asked for when a run ended or a reply was lost, or ask again."""
    plan = doubtful.plan
    return work.releases.client.retry_policy.poll(lambda: _find(work, plan)) or _create(work, plan)


def upload(work: Work, drafted: Drafted) -> Uploaded | Published:
    """Bring the assets of the draft to what was built; what is there whole is not sent again."""
    plan, releases = drafted.plan, work.releases
    draft = releases.read(drafted.release)
    if not draft.is_draft:
        return Published(plan, draft.id, draft.address)
    held = releases.list_assets(draft.id)
    difference = compare_files(held, plan.files, releases.is_same)
    for name in difference.spare:
        releases.delete_asset(held[name])
    assets = [asset for asset in work.assets if asset.digest.name in difference.missing]
    with show_bytes("upload", sum(asset.digest.size for asset in assets)) as show:
        for asset in assets:
            releases.send_asset(draft, asset, show)
    return Uploaded(plan, draft.id)


def describe(work: Work, uploaded: Uploaded) -> Described | Published:
    """Give the draft its title and notes, unless it has them."""
    plan = uploaded.plan
    draft = work.releases.read(uploaded.release)
    if not draft.is_draft:
        return Published(plan, draft.id, draft.address)
    if draft.title != plan.title or not _is_alike(draft.notes, work.notes):
        work.releases.describe(draft.id, plan.title, work.notes)
    return Described(plan, draft.id)


def compare(work: Work, described: Described) -> Compared:
    """Read the draft again, and see that it is what was built and that it has no twin."""
    plan = described.plan
    draft = work.releases.read(described.release)
    if draft.title != plan.title or not _is_alike(draft.notes, work.notes):
        raise PublishingError(f"release {draft.id}: title or notes are not as they were given")
    _require_same(work, plan, draft)
    _find(work, plan)
    return Compared(plan, described.release)


def publish(work: Work, compared: Compared) -> Published:
    """Publish the draft, unless it is public already."""
    plan, releases = compared.plan, work.releases
    if releases.read(compared.release).is_draft:
        releases.publish(compared.release, prerelease="-" in plan.version)
    held = releases.read(compared.release)
    if held.is_draft:
        raise OutcomeUnknownError(f"release {held.id}: accepted, but not public yet")
    return Published(plan, held.id, held.address)


def confirm(work: Work, published: Published | Confirmed) -> Confirmed:
    """Read the public release again, and see that it is what was built; it is never changed."""
    held = work.releases.read(published.release)
    if held.is_draft:
        raise PublishingError(f"release {held.id}: is a draft again")
    _require_same(work, published.plan, held)
    return Confirmed(published.plan, held.id, held.address)


def _create(work: Work, plan: Plan) -> Drafted:
    return Drafted(plan, work.releases.create(plan.tag, plan.title, work.notes).id)


def _find(work: Work, plan: Plan) -> Drafted | Published | None:
    """Return the one release on the tag, or None where there is none."""
    found = work.releases.list_on(plan.tag)
    if len(found) > 1:
        ids = ", ".join(str(held.id) for held in found)
        raise PublishingError(f"{ids} are releases on {plan.tag}; delete all but one draft")
    if not found:
        return None
    held = found[0]
    return Drafted(plan, held.id) if held.is_draft else Published(plan, held.id, held.address)


def _require_same(work: Work, plan: Plan, held: Held) -> None:
    """Raise unless a release is on the tag, with the files that were built and no others."""
    if held.tag != plan.tag:
        raise PublishingError(f"release {held.id}: is on {escape(held.tag)}, not on {plan.tag}")
    there = work.releases.list_assets(held.id)
    odd = compare_files(there, plan.files, work.releases.is_same).find_odd()
    if odd is not None:
        raise PublishingError(f"release {held.id}: {escape(odd)} is not as it was built")


def _is_alike(one: str, other: str) -> bool:
    """Return whether two texts are the same but for line ends, which GitHub may change."""
    return one.split() == other.split()
