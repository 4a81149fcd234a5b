"""The HTTP client of all services: one token, one set of retry rules, one log."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.messages import (
    Query,
    RefusedError,
    Upload,
    find_reason,
    parse_json,
)
from eventclaims.publishing.http.request_log import RequestLog
from eventclaims.publishing.http.retries import (
    ATTEMPTS,
    REPEATABLE,
    TryAgainError,
    make_retry,
    read_wait,
)
from eventclaims.render.escaping import escape
from eventclaims.runtime.locks import lock_folder

LOG = "requests.jsonl"
# Seconds to wait for a connection, and for the next byte of a reply.
TIMEOUT = 120.0
_LONGEST_REPLY = 32 * 1024**2
_CHUNK = 64 * 1024
_LOCAL = re.compile(r"localhost|127\.0\.0\.\d{1,3}|::1")
_REDIRECTION = 300
_REFUSAL = 400
_TOKEN_REFUSED = 401
_FORBIDDEN = 403
_MISSING = (404, 410)
_BROKEN = 500
# The form of RFC 6750, section 2.1. JSON, HTML and headers escape none of these characters, so
# `redact` finds a token wherever a service returns it.
_FORM = re.compile(r"(?=.{8,512}\Z)[A-Za-z0-9._~+/-]+=*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret and the environment variable it came from; its `repr` does not show it.

    It is an auth object of requests, so that requests does not read a .netrc file either.
    """

    variable: str
    _value: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the token to the headers of a request."""
        request.headers["Authorization"] = f"Bearer {self._value}"
        return request

    def redact(self, content: bytes) -> bytes:
        """Return the content of a reply with the token replaced."""
        return content.replace(self._value.encode(), b"[token]")


def read_token(variable: str) -> Token:
    """Return the token in an environment variable.

    Raises:
        PublishingError: If it is missing or cannot be a token; the message does not show it.
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        raise PublishingError(f"the environment variable {variable} must contain the token")
    if not _FORM.fullmatch(value):
        raise PublishingError(
            f"{variable} is not a token: 8 to 512 letters, digits and . _ ~ + / - ="
        )
    return Token(variable, value)


class _Session(requests.Session):
    """A session that reads no login from a .netrc file after a redirect."""

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Remove the token from a request that is redirected to another host."""
        old, new = str(response.request.url), str(prepared_request.url)
        # The stubs of requests have no types for this method.
        if self.should_strip_auth(old, new):  # type: ignore[no-untyped-call]
            prepared_request.headers.pop("Authorization", None)


class Client:
    """A connection to the API of one service, with headers for every request."""

    def __init__(self, api: str, token: Token, log: RequestLog, headers: Mapping[str, str]) -> None:
        require_safe(api)
        self.api = api.rstrip("/")
        self._token = token
        self._log = log
        self._retry = make_retry(log)
        self._session = _Session()
        self._session.auth = token
        self._session.headers.update(headers)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=self._retry))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        query: Query | None = None,
        data: Any = None,  # noqa: ANN401 - any JSON value
        upload: Upload | None = None,
    ) -> Any:  # noqa: ANN401 - any JSON value
        """Send a request and return the JSON value of the reply, None if that is empty.

        `url` is a path below the API, or an absolute address that the service returned; the body
        is `data`, as JSON, or `upload`.

        Raises:
            RefusedError: If the service refuses the request.
            TryAgainError: If it is unknown whether the request had its effect.
            PublishingError: If there is still no success after the last attempt.
        """
        content = bytearray()
        size = None if upload is None else len(upload)
        where = self._send(
            method,
            url,
            content.extend,
            _LONGEST_REPLY,
            params=query,
            json=data,
            data=upload if size else None if size is None else b"",
            headers={} if size is None else {"Content-Type": "application/octet-stream"},
            allow_redirects=False,
        )
        # Nothing else sees the reply before the token is removed, if the service returned it.
        try:
            if len(content) > _LONGEST_REPLY:
                raise ValueError("too long")  # noqa: TRY301 - one message for both
            return parse_json(self._token.redact(bytes(content)))
        except ValueError:
            raise TryAgainError(f"{where}: the reply is not JSON") from None

    def find(self, url: str) -> Any:  # noqa: ANN401 - any JSON value
        """Return the JSON value at an address, None if it does not exist."""
        return self._ignore_missing("GET", url)

    def delete(self, url: str) -> None:
        """Delete what is at an address, if it still exists."""
        self._ignore_missing("DELETE", url)

    def _ignore_missing(self, method: str, url: str) -> Any:  # noqa: ANN401 - any JSON value
        try:
            return self.request(method, url)
        except RefusedError as refusal:
            if refusal.status not in _MISSING:
                raise
        return None

    def measure(self, url: str, headers: Mapping[str, str], most: int) -> tuple[int, str]:
        """Download a file and return its size in bytes and its SHA-256, without storing it.

        The download ends soon after the expected size, `most`.
        """
        digest, size = hashlib.sha256(), 0

        def receive(chunk: bytes) -> None:
            nonlocal size
            digest.update(chunk)
            size += len(chunk)

        # Files are on other hosts; on a redirect the session removes the token.
        self._send("GET", url, receive, most, headers=dict(headers))
        return size, digest.hexdigest()

    def _send(
        self,
        method: str,
        url: str,
        receive: Callable[[bytes], object],
        most: int,
        **options: Any,  # noqa: ANN401 - passed on to requests
    ) -> str:
        """Send a request, pass the body of a success to `receive`, and return a name for it."""
        address = url if "://" in url else self.api + url
        where = f"{method} {urlsplit(address).path}"
        response, failure, reason = None, "", ""
        body = options.get("data")
        size = None if body is None else len(body)
        with self._log.note(method, address, options.get("params"), size) as outcome:
            try:
                response = self._session.request(
                    method, address, timeout=TIMEOUT, stream=True, **options
                )
                outcome["status"] = response.status_code
                with response:
                    refusal = _receive(response, receive, most)
            except (requests.RequestException, OSError) as error:
                failure = outcome["failure"] = type(error).__name__
            else:
                reason = escape(find_reason(self._token.redact(refusal)) or "no reason is given")
                if response.status_code >= _REFUSAL:
                    outcome["refusal"] = reason
        # Raised out here because an exception of requests contains the request and its token.
        if response is None or failure:
            is_final = response is None and method in REPEATABLE
            message = f"{where}: no reply ({failure})"
            raise PublishingError(message) if is_final else TryAgainError(message)
        if response.status_code >= _REDIRECTION:
            raise self._make_error(where, response, reason)
        return where

    def _make_error(self, where: str, response: requests.Response, reason: str) -> PublishingError:
        status, wait = response.status_code, read_wait(response.headers)
        method = str(response.request.method)
        if self._retry.is_retry(method, status, "Retry-After" in response.headers):
            return PublishingError(f"{where}: status {status} after {ATTEMPTS} attempts")
        if status >= _BROKEN or (status == _FORBIDDEN and wait is not None):
            return TryAgainError(f"{where}: status {status}", wait)
        if status in (_TOKEN_REFUSED, _FORBIDDEN):
            variable = self._token.variable
            reason = f"the token of {variable} was refused ({reason})"
        return RefusedError(f"{where}: status {status}: {reason}", status)


def require_safe(api: str) -> None:
    """Raise PublishingError unless the token stays secret on its way to an address."""
    parts = urlsplit(api)
    local = _LOCAL.fullmatch(parts.hostname or "") is not None
    if (
        parts.username
        or parts.query
        or not (parts.scheme == "https" or (parts.scheme == "http" and local))
    ):
        raise PublishingError("the address of the API must be https, without user or query")


@contextmanager
def connect(api: str, variable: str, headers: Mapping[str, str], folder: Path) -> Iterator[Client]:
    """Lock the local folder of a service and open a client with the token in a variable.

    Raises:
        EventClaimsError: If the token is missing, the address is not safe, or another publishing
            process uses the folder.
    """
    client = Client(api, read_token(variable), RequestLog(folder / LOG), headers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock_folder(folder, wait=0.0):
            yield client
    finally:
        client.close()


def _receive(response: requests.Response, receive: Callable[[bytes], object], most: int) -> bytes:
    """Pass the body of a success to `receive` and return that of a refusal, up to a size."""
    refusal, size = bytearray(), 0
    for chunk in response.iter_content(_CHUNK):
        (receive if response.status_code < _REDIRECTION else refusal.extend)(chunk)
        size += len(chunk)
        if size > most:
            break
    return bytes(refusal)
