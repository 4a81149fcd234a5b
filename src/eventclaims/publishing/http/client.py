"""One HTTP client for all services: a token that never shows, one policy, one log."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.messages import (
    Query,
    RefusedError,
    Reply,
    Upload,
    find_words,
    open_upload,
    parse_json,
    read_wait,
)
from eventclaims.publishing.http.request_log import RequestLog
from eventclaims.publishing.http.retries import OutcomeUnknownError, RetryPolicy, TryAgainError
from eventclaims.publishing.http.tokens import Token
from eventclaims.render.escaping import escape

_Result = TypeVar("_Result")
_LONGEST_REPLY = 32 * 1024**2
_CHUNK = 64 * 1024
_LOCAL = re.compile(r"localhost|127\.0\.0\.\d{1,3}|::1")
_OK = 200
_REDIRECTION = 300
_REFUSAL = 400
_TOKEN_REFUSED = 401
_FORBIDDEN = 403
_THROTTLED = 429
_BROKEN = 500


class _Session(requests.Session):
    """A session that takes no login from the .netrc of the machine when it is led elsewhere."""

    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Take the token off a request that is led to another host."""
        old, new = str(response.request.url), str(prepared_request.url)
        # Of the stubs this method alone has no types.
        if self.should_strip_auth(old, new):  # type: ignore[no-untyped-call]
            prepared_request.headers.pop("Authorization", None)


class Client:
    """A connection to one service.

    Args:
        api: Address under which its API stands, https, or http on this machine.
        token: The token.
        log: Where every request and its outcome is noted.
        retry_policy: The policy of trying again.
        headers: Headers of every request.

    Raises:
        PublishingError: If a token could be read on its way to that address.
    """

    def __init__(
        self,
        api: str,
        token: Token,
        log: RequestLog,
        retry_policy: RetryPolicy,
        headers: Mapping[str, str],
    ) -> None:
        require_safe(api)
        self.api = api.rstrip("/")
        self.retry_policy = retry_policy
        self._token = token
        self._log = log
        self._session = _Session()
        self._session.auth = token
        self._session.headers.update(headers)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def request(  # noqa: PLR0913 - what HTTP has
        self,
        method: str,
        url: str,
        *,
        query: Query | None = None,
        data: Any = None,  # noqa: ANN401 - any JSON value
        upload: Upload | None = None,
        repeatable: bool = True,
    ) -> Reply:
        """Send a request and return the reply to it.

        Args:
            method: The method.
            url: A path under the API, or a whole address that the service gave.
            query: What follows the question mark.
            data: What is sent as JSON.
            upload: What is sent as bytes.
            repeatable: Whether it does no harm to send it twice. One that is not repeatable is
                sent again only where the service said that it did nothing.

        Returns:
            The reply, with a status of success.

        Raises:
            RefusedError: If the service refuses the request.
            OutcomeUnknownError: If a request that is not repeatable got no clear reply.
            PublishingError: If the limit of attempts is reached.
        """
        address = url if "://" in url else self.api + url

        def send() -> Reply:
            return self._send(method, address, query, data, upload)

        def send_once() -> Reply:
            try:
                return send()
            except OutcomeUnknownError as failure:
                # Carried out of the loop, to whoever can look before it is sent again.
                return Reply(0, failure)

        reply = self._insist(send if repeatable else send_once)
        if isinstance(reply.body, OutcomeUnknownError):
            raise reply.body
        return reply

    def _insist(self, work: Callable[[], _Result]) -> _Result:
        try:
            return self.retry_policy.run(work)
        except TryAgainError as failure:
            raise PublishingError(f"{failure}; {self.retry_policy.attempts} attempts") from None

    def _send(
        self,
        method: str,
        url: str,
        query: Query | None,
        data: Any,  # noqa: ANN401 - any JSON value
        upload: Upload | None,
    ) -> Reply:
        stream = open_upload(upload) if upload and upload.size else None
        headers = {"Content-Type": upload.media_type} if upload else {}
        body = stream or (b"" if upload else None)
        where = f"{method} {urlsplit(url).path}"
        timeout = self.retry_policy.timeout
        failure = None
        with self._log.note(method, url, query, upload.size if upload else None) as outcome:
            try:
                with self._session.request(
                    method,
                    url,
                    params=query,
                    data=body,
                    json=data,
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    outcome["status"] = response.status_code
                    # No reply gets further with the token in it, should a service send it back.
                    content = self._token.redact(_read(response))
            except (requests.RequestException, OSError) as error:
                failure = outcome["failure"] = type(error).__name__
            finally:
                if stream:
                    stream.close()
            if stream and (failure or response.status_code >= _REDIRECTION):
                stream.take_back()
            if failure is None and response.status_code >= _REFUSAL:
                outcome["refusal"] = self._describe(content)
        # Raised out here: an error of requests carries the request, and so the token, with it.
        if failure:
            raise OutcomeUnknownError(f"{where}: no reply ({failure})")
        return self._judge(where, response, content)

    def _judge(self, where: str, response: requests.Response, content: bytes) -> Reply:
        status = response.status_code
        what = f"{where}: status {status}"
        asked = read_wait(response.headers)
        if status == _THROTTLED or (status == _FORBIDDEN and asked is not None):
            raise TryAgainError(f"{what}, too many requests", asked)
        if status >= _BROKEN:
            raise OutcomeUnknownError(what, asked)
        if status in (_TOKEN_REFUSED, _FORBIDDEN):
            raise RefusedError(
                f"{what}: the token of {self._token.variable} was refused"
                f" ({self._describe(content)})",
                status,
            )
        if status >= _REDIRECTION:
            raise RefusedError(f"{what}: {self._describe(content)}", status)
        try:
            return Reply(status, parse_json(content))
        except ValueError:
            raise OutcomeUnknownError(f"{where}: the reply is no JSON") from None

    def _describe(self, content: bytes) -> str:
        """Return what a service says of a refusal, on one line."""
        return escape(find_words(content) or "no reason is given")

    def measure(self, url: str, headers: Mapping[str, str], most: int) -> tuple[int, str]:
        """Download a file and return its size in bytes and its SHA-256, and keep nothing of it.

        Args:
            url: A path under the API, or a whole address that the service gave.
            headers: Headers besides those of every request.
            most: The bytes that it should have; one that has more is not read to its end.

        Raises:
            PublishingError: If it cannot be downloaded.
        """
        address = url if "://" in url else self.api + url

        def fetch() -> tuple[int, str]:
            return self._fetch(address, headers, most)

        return self._insist(fetch)

    def _fetch(self, url: str, headers: Mapping[str, str], most: int) -> tuple[int, str]:
        digest, size, failure = hashlib.sha256(), 0, None
        with self._log.note("GET", url, None, None) as outcome:
            try:
                # Files stand elsewhere; on the way there requests takes the token off.
                with self._session.get(
                    url, headers=dict(headers), timeout=self.retry_policy.timeout, stream=True
                ) as response:
                    outcome["status"] = response.status_code
                    for chunk in response.iter_content(_CHUNK):
                        digest.update(chunk)
                        size += len(chunk)
                        if size > most:
                            break
            except (requests.RequestException, OSError) as error:
                failure = outcome["failure"] = type(error).__name__
        where = f"GET {urlsplit(url).path}"
        if failure:
            raise TryAgainError(f"{where}: no reply ({failure})")
        if response.status_code != _OK:
            self._judge(where, response, b"")
            raise RefusedError(f"{where}: status {response.status_code}", response.status_code)
        return size, digest.hexdigest()


def require_safe(api: str) -> None:
    """Raise PublishingError unless an address keeps a token secret on its way."""
    parts = urlsplit(api)
    local = _LOCAL.fullmatch(parts.hostname or "") is not None
    if (
        parts.username
        or parts.query
        or not (parts.scheme == "https" or (parts.scheme == "http" and local))
    ):
        raise PublishingError("the API's address must be https, without user or query")


@contextmanager
def connect(
    api: str, token: Token, log: RequestLog, retry_policy: RetryPolicy, headers: Mapping[str, str]
) -> Iterator[Client]:
    """Open a client and close it at the end."""
    client = Client(api, token, log, retry_policy, headers)
    try:
        yield client
    finally:
        client.close()


def _read(response: requests.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > _LONGEST_REPLY:
            raise requests.RequestException("the reply is too long")
    return bytes(content)
