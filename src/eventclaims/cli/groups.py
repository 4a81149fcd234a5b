"""Groups of commands: name the one that was probably meant, or the extra that is not installed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from eventclaims.errors import EventClaimsError


class SuggestingGroup(click.Group):
    """A group whose error for an unknown command names the most similar one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, as click does."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}.{suggest(args[0], known)}")
        return super().resolve_command(ctx, args)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a sentence with the most similar known word, or nothing if none is similar."""
    from difflib import get_close_matches

    similar = get_close_matches(word.lower(), [*known], n=1)
    return f" Did you mean {similar[0]!r}?" if similar else ""


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
