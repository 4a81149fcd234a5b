"""Tokens, which come from the environment and are never shown."""

import os
import re
from dataclasses import dataclass, field

import requests

from eventclaims.errors import PublishingError

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
