"""Write the pictures of docs/coding-guide.md in docs/pictures/, with LibreOffice and Chromium.

They look a little different with each version of these programs, so no test compares them.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops
from playwright.sync_api import ViewportSize, sync_playwright

from eventclaims.cli import cli

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_SHEET, _AREA = "claims", "A1:F9"
_WINDOW = ViewportSize(width=1300, height=720)
_ROW = "Group A will attack State C again. · CLM-0002"
_RESOLUTION, _MARGIN, _COLORS = 140, 12, 64


def main() -> None:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        draw_workbook(Path(folder), PICTURES / "coding-workbook.png")
        draw_page(Path(folder), PICTURES / "coding-page.png")


def draw_workbook(folder: Path, target: Path) -> None:
    """Write a picture of a sheet of the workbook of the example.

    Args:
        folder: An empty folder.
        target: The picture.
    """
    book = folder / "coding.xlsx"
    for words in (["new", folder / "example", "--example"], ["workbook", folder / "example", book]):
        CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    _print_only(book)
    _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book)
    _run("pdftoppm", "-r", _RESOLUTION, "-png", "-singlefile", folder / "coding.pdf", folder / "x")
    _crop(folder / "x.png", target)


def draw_page(folder: Path, target: Path) -> None:
    """Write a picture of the coding page of the example, with the form of a claim.

    Args:
        folder: The folder with the example.
        target: The picture.
    """
    package = folder / "example"
    words = ["coding", "page", package, folder / "page", "--texts", package / "texts"]
    CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport=_WINDOW)
        tab.goto((folder / "page" / "coding.html").as_uri())
        tab.get_by_text(_ROW).first.click()
        tab.screenshot(path=folder / "page.png")
        browser.close()
    Image.open(folder / "page.png").convert("RGB").quantize(_COLORS).save(target, optimize=True)


def _print_only(book: Path) -> None:
    """Leave one sheet of a workbook to print, on one page with the letters of its columns."""
    opened = openpyxl.load_workbook(book)
    for sheet in opened.worksheets:
        sheet.sheet_state = "visible" if sheet.title == _SHEET else "hidden"
    opened.active = opened.sheetnames.index(_SHEET)
    shown = opened[_SHEET]
    shown.print_area = _AREA
    shown.page_setup.orientation = "landscape"
    shown.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    shown.print_options.gridLines = shown.print_options.headings = True
    shown.oddHeader = shown.oddFooter = None
    opened.save(book)


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)  # noqa: S603 - installed programs


def _crop(path: Path, target: Path) -> None:
    """Save a picture without its white margin, with few colours."""
    picture = Image.open(path).convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    if box is None:
        raise ValueError(f"{path}: the picture is empty")
    left, top, right, bottom = box
    size = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
    picture.crop(size).quantize(_COLORS).save(target, optimize=True)


if __name__ == "__main__":
    main()
