"""Arguments and options of several commands."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~%/-]*)?", re.ASCII)


def read_address(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Return a URL with a final slash, empty without one."""
    if value is not None and not _ADDRESS.fullmatch(value):
        raise click.BadParameter(f"{value} is not a URL.")
    return f"{value.rstrip('/')}/" if value else ""


def _require_regular(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    # The output replaces the file; this would destroy a device such as /dev/null.
    if value and value.exists() and not value.is_file():
        raise click.BadParameter(f"{value} is not a regular file.")
    return value


folder_type = click.Path(file_okay=False, path_type=Path)
package_argument: Decorator = click.argument("package", default=".", type=click.Path())
texts_folder = click.Path(path_type=Path)
texts_option: Decorator = click.option(
    "--texts", type=texts_folder, metavar="DIR", help="Folder with the texts of the documents."
)
needed_texts_option: Decorator = click.option(
    "--texts",
    type=texts_folder,
    metavar="DIR",
    required=True,
    help="Folder with the texts of the documents.",
)
package_option: Decorator = click.option(
    "--package",
    default=".",
    type=click.Path(),
    metavar="PACKAGE",
    help="Folder, datapackage.json or zip; default: the current folder.",
)
into_option: Decorator = click.option(
    "--into",
    "package",
    default=".",
    type=click.Path(),
    metavar="PACKAGE",
    help="Folder of the package; default: the current folder.",
)
base_url_option: Decorator = click.option(
    "--base-url",
    "base",
    metavar="URL",
    callback=read_address,
    help="Address at which the site will be published; adds a sitemap.",
)
output_option: Decorator = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=_require_regular,
    help="Write to FILE instead of stdout.",
)
coder_option: Decorator = click.option(
    "--coder",
    default="",
    metavar="NAME",
    help="Coder who gets the files; the import then requires the same name.",
)
