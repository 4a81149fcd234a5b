"""Write what the tool writes: derived columns, hashes, order and quoting."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventclaims.cli.options import package_argument, texts_option


@click.command("derive")
@package_argument
@texts_option
@click.option("--check", is_flag=True, help="Change nothing; exit 1 where something would change.")
def command(package: str, texts: Path | None, *, check: bool) -> None:
    """Fill the derived columns of PACKAGE, and write its tables in canonical form.

    The EDTF dates follow from the bounds. With --texts, the hashes and fingerprints of new spans
    and documents are filled, too; a hash that stands there already is never changed. The hash and
    length of every file go into datapackage.json. Each file is replaced in one step.

    Exit codes: 0 done or nothing to do, 1 with --check where something would change, 2 a table or
    text could not be read.
    """
    from eventclaims.authoring.derive import derive  # noqa: PLC0415 - see cli
    from eventclaims.errors import PackageError  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415

    if Path(package).suffix.lower() == ".zip":
        raise PackageError(f"{package}: a zip cannot be changed; unpack it first")
    with open_package(package) as opened:
        changes = derive(opened, texts)
        for change in () if check else changes:
            change.write()
    for change in changes:
        click.echo(f"{change.file}: {'would change' if check else 'written'}")
    sys.exit(1 if check and changes else 0)
