"""Update the generated pages of docs/ and CITATION.cff, or check that they are up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from eventclaims.coding.agreement import Agreement
from eventclaims.documentation.dictionary import (
    GENERATED,
    describe_codes,
    describe_rules,
    describe_tables,
)
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.release.build import measure_codings
from eventclaims.release.metadata.citation_files import format_cff
from eventclaims.release.release_input import read_release_input
from eventclaims.render import render_markdown
from eventclaims.render.agreement import tabulate
from eventclaims.runtime.atomic_files import write_atomically

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CFF_HEADER = "# Generated from datapackage.json by scripts/refresh_docs.py; do not edit."


def describe_agreement(agreement: Agreement) -> Iterator[str]:
    """Yield the lines of the page on the agreement of the two codings of this dataset."""
    with open_package(ROOT) as package:
        version, day = package.version, str(package.descriptor["created"])[:10]
    yield from ("# Agreement of the two codings", "", GENERATED, "")
    yield f"Measured on the codings of version {version} of {day}, before adjudication, with"
    yield "`eventclaims agreement data/coding/first data/coding/second`. The codebook explains how"
    yield "the codings were made and why the agreement is an upper bound."
    for header, rows in tabulate(agreement):
        yield ""
        yield from render_markdown(header, rows)


def make_pages() -> dict[Path, str]:
    """Return the content of each generated page, and of CITATION.cff.

    The pages of codes and of the agreement need docs/code-examples.csv and both codings.
    """
    pages = {"data-dictionary.md": describe_tables(), "rules.md": describe_rules()}
    examples, agreement = DOCS / "code-examples.csv", measure_codings(ROOT)
    if examples.is_file():
        pages["codes.md"] = describe_codes(examples)
    if agreement is not None:
        pages["agreement.md"] = describe_agreement(agreement)
    generated = {DOCS / name: "\n".join(lines) + "\n" for name, lines in pages.items()}
    with open_package(ROOT) as package:
        # The date is that of the descriptor, so the epoch of a build does not matter.
        citation = format_cff(read_release_input(package, epoch=0))
    return generated | {ROOT / "CITATION.cff": f"{CFF_HEADER}\n{citation}"}


def list_stale(pages: dict[Path, str]) -> list[Path]:
    """Return the paths of generated pages whose files are missing or have other content."""
    return [
        path
        for path, content in pages.items()
        if not path.is_file() or path.read_text("utf-8") != content
    ]


@click.command()
@click.option("--check", is_flag=True, help="Do not write; exit with 1 if a page is outdated.")
def main(*, check: bool) -> None:
    """Update the generated pages of docs/ and CITATION.cff."""
    pages = make_pages()
    stale = list_stale(pages)
    stated = "outdated; run scripts/refresh_docs.py" if check else "written"
    for path in stale:
        if not check:
            write_atomically(path, pages[path].encode())
        click.echo(f"{path.relative_to(ROOT)}: {stated}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    try:
        main()
    except EventClaimsError as problem:
        click.echo(f"refresh_docs: {problem}", err=True)
        sys.exit(2)
