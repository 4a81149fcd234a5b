"""A small release like those that the build makes; as a command, the build of the tests."""

import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path

CHANGELOG = """# Changelog

## {version} — 2026-11-21

### Data

- The things of {version} are coded.

## 0.1.0

- The first.
"""


def make_checkout(folder, version):
    """Create or update a checkout of a dataset with one table, in a version."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(__file__, folder / "build.py")
    (folder / "CHANGELOG.md").write_text(CHANGELOG.format(version=version), "utf-8")
    resource = {
        "name": "things",
        "title": "Things",
        "description": "A thing, one a row.",
        "path": "data/things.csv",
        "type": "table",
        "profile": "tabular-data-resource",
        "schema": {"fields": [{"name": "thing_id", "type": "string"}], "primaryKey": ["thing_id"]},
    }
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "small",
        "title": "A small data set",
        "description": "Things that are not there, for tests.",
        "version": version,
        "created": "2026-11-21T00:00:00Z",
        "contributors": [{"title": "The contributors"}],
        "licenses": [{"name": "CC-BY-4.0"}],
        "resources": [resource],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=2), "utf-8")
    return folder


def make_release(checkout, doi=None):
    """Build the release of a checkout into its dist folder."""
    descriptor = json.loads((checkout / "datapackage.json").read_bytes())
    version = descriptor["version"]
    if doi:
        descriptor["id"] = doi
    files = {
        "datapackage.json": json.dumps(descriptor, indent=2),
        "metadata/datacite.json": json.dumps(make_datacite(descriptor, doi)),
        "data/things.csv": f"thing_id\nTHI-1\nof {version}\n",
        "changes.md": f"# Changes\n\n- one row added in {version}\n",
        "derived/deep/things.json": json.dumps(["THI-1"]),
    }
    return write_release(checkout / "dist" / f"small-{version}", files)


def make_datacite(descriptor, doi):
    """Return DataCite metadata, with a DOI if there is one."""
    metadata = {
        "titles": [{"title": descriptor["title"]}],
        "creators": [
            {"name": "The contributors", "nameType": "Organizational"},
            {"name": "Doe, Jo", "nameType": "Personal", "givenName": "Jo", "familyName": "Doe"},
        ],
        "publisher": {"name": "The contributors"},
        "publicationYear": "2026",
        "version": descriptor["version"],
        "dates": [{"date": "2026-11-21", "dateType": "Issued"}],
        "descriptions": [
            {"description": "Things & <such>.", "descriptionType": "Abstract"},
        ],
        "subjects": [{"subject": "things"}],
        "rightsList": [{"rights": "CC BY 4.0", "rightsIdentifier": "CC-BY-4.0"}],
        "types": {"resourceTypeGeneral": "Dataset"},
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {**metadata, "doi": doi} if doi else metadata


def write_release(folder, files):
    """Write files into a folder with their SHA256SUMS, and a zip with its checksum next to it."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n"
        for name, text in sorted(files.items())
    )
    for name, text in {**files, "SHA256SUMS": sums}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="")
    archive = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(archive, "w") as target:
        for name, text in sorted({**files, "SHA256SUMS": sums}.items()):
            target.writestr(zipfile.ZipInfo(f"{folder.name}/{name}", (2026, 11, 21, 0, 0, 0)), text)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", "utf-8")
    return folder


def rewrite_release(release, **files):
    """Build a release again with some files replaced, or deleted if None."""
    stored = {
        p.relative_to(release).as_posix(): p.read_text("utf-8")
        for p in release.rglob("*")
        if p.is_file() and p.name != "SHA256SUMS"
    }
    shutil.rmtree(release)
    changed = {name.replace("__", "."): text for name, text in files.items()}
    whole = {k: v for k, v in {**stored, **changed}.items() if v is not None}
    return write_release(release, whole)


if __name__ == "__main__":
    make_release(Path.cwd(), sys.argv[sys.argv.index("--doi") + 1])
