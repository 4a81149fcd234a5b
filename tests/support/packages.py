"""Where the packages of the tests are, and copies of them."""

import base64
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "tests" / "packages"
INVALID = ROOT / "tests" / "invalid"
TEXTS = ROOT / "tests" / "texts"


def build(name: str, folder: Path, case: str | None = None) -> Path:
    """Make a package with the standard's schemas in a folder, and lay a broken case over it."""
    package = folder / name
    shutil.copytree(PACKAGES / name, package, copy_function=shutil.copyfile)
    shutil.copytree(ROOT / "schemas", package / "schemas", copy_function=shutil.copyfile)
    if case:
        shutil.copytree(INVALID / case, package, dirs_exist_ok=True)
    return package


def write_files(folder: Path, files: dict[str, str | dict[str, str]]) -> str:
    """Write the files of a package, text or base64, and return the name of its descriptor."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        is_text = isinstance(content, str)
        path.write_bytes(content.encode() if is_text else base64.b64decode(content["base64"]))
    (folder / "sub").mkdir(exist_ok=True)
    return "datapackage.yaml" if "datapackage.yaml" in files else "datapackage.json"
