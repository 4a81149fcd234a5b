"""The pages in a folder: those of a version never change, those that lead to the latest do."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from eventclaims.errors import PublishingError
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.package.versions import sort_versions
from eventclaims.publishing.built_release import hash_file
from eventclaims.publishing.folder.catalogue import (
    PAGES,
    Version,
    find_latest,
    read_versions,
)
from eventclaims.site.addresses import SHARED
from eventclaims.site.build import make_forwards, write_files
from eventclaims.site.edition import Edition, make_edition
from eventclaims.site.pages import INDEX, LATEST, make_pages, render_forward

_HTML = ".html"


def write_pages(root: Path, copy: Path, version: str) -> list[Path]:
    """Write the pages of a version and their checksums beside the files of its release.

    Args:
        root: The folder of the versions; the pages have links to the earlier ones.
        copy: The copy of the release.
        version: The version.

    Returns:
        The written files.

    Raises:
        PublishingError: If the release has a file with the name of a page.
    """
    others = [each.version for each in read_versions(root) if each.pages]
    ordered = sort_versions([*others, version])
    earlier = [open_edition(root / each) for each in reversed(ordered[: ordered.index(version)])]
    made = make_pages(open_edition(copy), earlier)
    inside = ((path.removeprefix(f"{version}/"), content) for path, content in made)
    try:
        written = sorted(write_files(copy, inside))
    except FileExistsError as error:
        name = Path(error.filename).relative_to(copy)
        raise PublishingError(f"{name}: is in the release of {version} and in its pages") from error
    sums = (f"{hash_file(copy / path).sha256}  {path}\n" for path in written)
    (copy / PAGES).write_text("".join(sums), "utf-8", newline="")
    return [copy / path for path in (*written, PAGES)]


def open_edition(folder: Path) -> Edition:
    """Read a version in a folder."""
    with open_package(folder / DESCRIPTOR) as package:
        return make_edition(package)


def list_pages(versions: Sequence[Version]) -> dict[str, list[str]]:
    """Return the paths of the pages of each version, the latest first and then from the highest."""
    return {
        each.version: [f"{each.version}/{path}" for path in each.pages if path.endswith(_HTML)]
        for each in order_versions(versions)
    }


def order_versions(versions: Sequence[Version]) -> list[Version]:
    """Return the versions that have pages, the latest first and then from the highest."""
    latest = find_latest(versions)
    others = [each for each in reversed(versions) if each is not latest]
    return [version for version in (latest, *others) if version.pages]


def make_latest(versions: Sequence[Version], base: str) -> dict[str, str]:
    """Return the content of each file of `latest/`, by path below it."""
    latest, front = find_latest(versions), f"{LATEST}/{INDEX}"
    targets = list_pages(versions)
    for version in order_versions(versions):
        targets[version.version] += _list_shared(version)
    pages = dict(make_forwards(targets, base))
    if not latest.pages:
        pages[front] = render_forward(front, INDEX, latest.version, base)
    return {path.removeprefix(f"{LATEST}/"): content for path, content in pages.items()}


def _list_shared(version: Version) -> Iterator[str]:
    """Yield the address of each row that shares its page; see `make_pages`."""
    for path in version.pages:
        if SHARED.fullmatch(path.rpartition("/")[2]):
            content = json.loads((version.folder / path).with_suffix(".json").read_bytes())
            for row in content["rows"]:
                yield f"{version.version}/{path}#{quote(row['record'], safe='')}"
