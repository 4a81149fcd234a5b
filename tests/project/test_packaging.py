"""The wheel, built and installed elsewhere, finds its schemas."""

import subprocess
import sys
import venv
import zipfile

import pytest
from support.packages import ROOT

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from eventclaims.package import standard as schemas
print(schemas.folder())
print(len(schemas.load_schemas()), len(schemas.load_codelists()), schemas.load_profile()["version"])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from the sdist, as a user's installer would."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_installed_elsewhere_finds_its_schemas(wheel, tmp_path):
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, system_site_packages=False)
    site = tmp_path / "site"
    install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        site,
        wheel,
    ]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    python = environment / "bin" / "python"
    done = subprocess.run(
        [python, "-c", PROGRAM, site], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    folder, counts = done.stdout.splitlines()
    assert folder == str(site / "eventclaims" / "schemas")
    names = [path.name for path in (ROOT / "schemas").glob("*.schema.json")]
    lists = list((ROOT / "schemas" / "codelists").glob("*.csv"))
    assert counts.split()[:2] == [str(len(names)), str(len(lists))]


def test_the_wheel_holds_views_schemas_and_typing_mark_and_no_data(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    for inner in ("consistency/sql/claims.sql", "schemas/eventclaims-profile.json", "py.typed"):
        assert f"eventclaims/{inner}" in names
    assert not [name for name in names if name.startswith(("data/", "tests/"))]
