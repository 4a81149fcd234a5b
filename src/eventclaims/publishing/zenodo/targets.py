"""Where records can be published, and which variable holds the token for it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """A repository of InvenioRDM.

    Attributes:
        name: The folder of its states.
        api: Address of its API.
        variable: The variable of the environment that holds the token.
    """

    name: str
    api: str
    variable: str


SANDBOX = Target("zenodo-sandbox", "https://sandbox.zenodo.org/api", "ZENODO_SANDBOX_TOKEN")
PRODUCTION = Target("zenodo", "https://zenodo.org/api", "ZENODO_TOKEN")


def make_target(api: str) -> Target:
    """Return the target for the API of another repository."""
    return Target(f"invenio-{urlsplit(api).hostname}", api, "INVENIO_TOKEN")
