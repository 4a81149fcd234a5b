"""The wheel, built and installed elsewhere, finds its schemas; dependencies and their licences."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import venv
import zipfile

import pytest
from support.packages import ROOT

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from eventclaims.package import standard
print(standard.folder())
print(len(standard.load_schemas()), len(standard.load_codelists()))
print(standard.load_profile()["version"])
"""

GPL = re.compile("GPL|General Public License")
# May be used under the Artistic License instead.
CHOICE = {"text-unidecode"}


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
    folder, counts, version = done.stdout.splitlines()
    assert folder == str(site / "eventclaims" / "schemas")
    names = [path.name for path in (ROOT / "schemas").glob("*.schema.json")]
    lists = list((ROOT / "schemas" / "codelists").glob("*.csv"))
    assert counts.split() == [str(len(names)), str(len(lists))]
    assert version


def test_the_wheel_holds_views_schemas_and_typing_mark_and_no_data(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    for inner in (
        *("consistency/sql/claims.sql", "schemas/eventclaims-profile.json", "py.typed"),
        *("acceptance/expectations.json", "publishing/folder/index.html.jinja"),
        *("release/pages/readme.md.jinja", "documentation/standard.md.jinja"),
        *("schemas/code_examples.csv", "creation/template/release.yml"),
        *("site/borders/countries.json", "site/borders/NOTICE.md"),
    ):
        assert f"eventclaims/{inner}" in names
    assert not [name for name in names if name.startswith(("data/", "tests/"))]


def list_direct_dependencies():
    read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [
        read["build-system"]["requires"],
        read["project"]["dependencies"],
        *read["project"]["optional-dependencies"].values(),
    ]
    names = {re.match(r"[\w-]+", line)[0] for group in groups for line in group}
    return names - {"eventclaims"}


def test_the_page_on_dependencies_states_each_direct_one_with_reason_and_licence():
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    lines = re.findall(r"^\| ([\w-]+) \| (?:.+ \| )?(.+) \| (.+) \|$", page, re.MULTILINE)
    licences = {name: licence for name, _, licence in lines if name != "dependency"}
    assert licences.keys() == list_direct_dependencies()
    assert [name for name, licence in licences.items() if GPL.search(licence)] == []


def test_no_pinned_dependency_is_under_the_gpl():
    pins = {
        name
        for path in ROOT.glob("requirements*.txt")
        for name in re.findall(r"^([\w.-]+)==", path.read_text("utf-8"), re.MULTILINE)
    }
    assert pins >= list_direct_dependencies()
    installed = [d for d in importlib.metadata.distributions() if normalise(d.name) in pins]
    found = {normalise(d.name) for d in installed if GPL.search(get_licence(d.metadata))}
    assert found == CHOICE


def get_licence(metadata):
    """Return the licence as metadata name it; the text of a licence may quote those of others."""
    stated = metadata.get("License-Expression") or (metadata.get("License") or "").split("\n")[0]
    return "\n".join([stated, *metadata.get_all("Classifier", [])])


def normalise(name):
    return re.sub(r"[-_.]+", "-", name).lower()
