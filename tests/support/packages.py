"""Where the packages of the tests are, and copies of them."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "packages"
INVALID = ROOT / "tests" / "invalid"
TEXTS = ROOT / "tests" / "texts"


def build(name: str, folder: Path, case: str | None = None) -> Path:
    """Make a package with the standard's schemas in a folder, and lay a broken case over it."""
    package = folder / name
    shutil.copytree(PACKAGES / name, package)
    shutil.copytree(ROOT / "schemas", package / "schemas")
    if case:
        shutil.copytree(INVALID / case, package, dirs_exist_ok=True)
    return package
