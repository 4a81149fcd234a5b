"""versions.json: the versions of a dataset, as a Data Package with a resource for each."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package.json_files import read_json
from eventclaims.render.json_report import dump_json

CATALOGUE = "versions.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def read_catalogue(path: Path) -> dict[str, Any]:
    """Return the catalogue in a file; empty if the file is a link, or is not a JSON object."""
    try:
        return {} if path.is_symlink() else read_json(path, CATALOGUE)
    except PackageError:
        return {}


def name_catalogue(name: str) -> str:
    """Return the name of the catalogue of a dataset."""
    return f"{name}-versions"


def render_catalogue(
    name: str,
    title: str,
    latest: str,
    resources: Iterable[dict[str, Any]],
    **facts: str,
) -> str:
    """Return the catalogue.

    Args:
        name: Name of the dataset.
        title: Its title.
        latest: The latest version.
        resources: A resource for each version, the latest first; empty values are left out. In
            addition to the standard it has its `version`, and `pages`, the path of its front page.
        facts: Further properties.
    """
    known = [{key: value for key, value in each.items() if value} for each in resources]
    catalogue = {
        "$schema": _PROFILE,
        **facts,
        "name": name_catalogue(name),
        "title": f"{title}: all versions",
        "latest": latest,
        "resources": known,
    }
    return f"{dump_json(catalogue)}\n"
