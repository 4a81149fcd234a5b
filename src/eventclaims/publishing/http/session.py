"""A session at a service: alone with its states, with a token, a client and a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventclaims.publishing.http.client import Client, connect
from eventclaims.publishing.http.request_log import RequestLog
from eventclaims.publishing.http.retries import RetryPolicy
from eventclaims.publishing.http.tokens import read_token
from eventclaims.publishing.locks import hold

LOG = "requests.jsonl"


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """Where a service is entered, and with what.

    Attributes:
        api: Address of its API.
        variable: The variable of the environment that holds the token.
        headers: Headers of every request.
        folder: Folder of the states and the log.
    """

    api: str
    variable: str
    headers: Mapping[str, str]
    folder: Path


@contextmanager
def open_session(door: ServiceConfig, retry_policy: RetryPolicy) -> Iterator[Client]:
    """Hold the folder of a service alone, and give the client to talk to it with.

    Raises:
        PublishingError: If there is no token, it could be read on its way to the API, or another
            publisher is at work.
    """
    token = read_token(door.variable)
    log = RequestLog(door.folder / LOG)
    with hold(door.folder), connect(door.api, token, log, retry_policy, door.headers) as client:
        yield client
