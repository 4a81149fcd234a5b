"""Write to stdout what other programs read."""

import click


def print_utf8(text: str, *, newline: bool = True) -> None:
    """Print a text in UTF-8, whatever the encoding of the locale; line breaks stay as they are.

    Args:
        text: The text.
        newline: Whether a line break follows.
    """
    click.echo(text.encode("utf-8", "backslashreplace"), nl=newline)
