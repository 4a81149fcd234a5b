"""Commands that need libraries of an extra."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from eventclaims.cli.suggestions import SuggestingGroup
from eventclaims.errors import EventClaimsError


@contextmanager
def need_extra(extra: str) -> Iterator[None]:
    """Turn the error about a missing library into one line with the pip command."""
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; run pip install 'eventclaims[{extra}]'"
        raise EventClaimsError(message) from error


class ReleaseGroup(SuggestingGroup):
    """A group of commands that need the extra [release]."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - signature of the base class
        """Run the command."""
        with need_extra("release"):
            return super().invoke(ctx)
