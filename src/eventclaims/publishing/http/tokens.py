"""Tokens: from the environment only, and nowhere to be seen."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

import requests

from eventclaims.errors import PublishingError

# The form of RFC 6750, section 2.1, for what follows "Bearer". None of its signs is written
# otherwise in JSON, HTML or a header, so that `redact` finds it wherever it comes back.
_FORM = re.compile(r"(?=.{8,512}\Z)[A-Za-z0-9._~+/-]+=*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret, and the variable that it came from; its value is in no representation of it.

    Calling it puts it into the header of a request, which is how requests authenticates; so no
    .netrc of the machine comes into play either.
    """

    variable: str
    _value: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token into the header of a request."""
        request.headers["Authorization"] = f"Bearer {self._value}"
        return request

    def redact(self, content: bytes) -> bytes:
        """Return what came from a service without the token."""
        return content.replace(self._value.encode(), b"[token]")


def read_token(variable: str) -> Token:
    """Return the token that a variable of the environment holds.

    Raises:
        PublishingError: If there is none, or it cannot be one; the message does not show it.
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        raise PublishingError(f"the environment has no {variable}; it must hold the token")
    if not _FORM.fullmatch(value):
        raise PublishingError(
            f"{variable} holds no token: 8 to 512 letters, digits and . _ ~ + / - ="
        )
    return Token(variable, value)
