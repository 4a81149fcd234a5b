"""Arguments and options of several commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

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
