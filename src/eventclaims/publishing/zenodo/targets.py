"""The repositories that records can be published to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """An InvenioRDM repository.

    Attributes:
        name: Name of the local folder with its ids and log.
        api: Address of its API.
        variable: Environment variable that contains the token.
    """

    name: str
    api: str
    variable: str

    @property
    def site(self) -> str:
        """Address of its website."""
        return self.api.rstrip("/").removesuffix("/api")


SANDBOX = Target("zenodo-sandbox", "https://sandbox.zenodo.org/api", "ZENODO_SANDBOX_TOKEN")
PRODUCTION = Target("zenodo", "https://zenodo.org/api", "ZENODO_TOKEN")


def make_target(api: str) -> Target:
    """Return the repository with this API."""
    return Target(f"invenio-{urlsplit(api).hostname}", api, "INVENIO_TOKEN")
