"""The command writes a package for an annotation tool."""

import json
import shutil

import pytest
from support.annotating import TEXT
from support.commands import run
from support.workbooks import create_example, take


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Give the example package, to read."""
    return create_example(tmp_path_factory.mktemp("export") / "example")


def export(package, out, tool="hypothesis", *options):
    return run("export", package, out, "--format", tool, "--texts", package / "texts", *options)


@pytest.mark.parametrize("tool", ["hypothesis", "cas", "refi-qda"])
def test_the_same_package_gives_the_same_files(tool, example, tmp_path):
    done = export(example, tmp_path / "a", tool)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("a: written, with 30 passages of 1 document\n")
    export(example, tmp_path / "b", tool)
    assert take(tmp_path / "a") == take(tmp_path / "b")


@pytest.mark.parametrize("tool", ["hypothesis", "cas", "refi-qda"])
def test_the_manifest_has_a_marker_and_no_words_of_the_text(tool, example, tmp_path):
    export(example, tmp_path / "out", tool, "--coder", "Ana")
    content = (tmp_path / "out" / "manifest.json").read_text("utf-8")
    manifest = json.loads(content)
    assert (manifest["marker"], manifest["coder"]) == ("contains-report-text", "Ana")
    assert manifest["documents"][0]["source_id"] == "SRC-0001"
    text = (example / "texts" / TEXT).read_text("utf-8")
    words = text.split()
    for n in range(len(words) - 6):
        assert " ".join(words[n : n + 7]) not in content


def test_every_file_with_words_is_marked_if_its_format_allows(example, tmp_path):
    for tool in ("hypothesis", "cas", "refi-qda"):
        export(example, tmp_path / tool, tool)
    marked = {
        name.partition("/")[2]
        for name, content in take(tmp_path).items()
        if b"contains-report-text" in content
    }
    # JSON of UIMA has no place for it; manifest.json is in the folder above.
    assert marked == {
        "annotations.json",
        "pages/SRC-0001.html",
        "xmi/SRC-0001.xmi",
        "example.qdpx",
        "manifest.json",
    }


def test_an_earlier_export_is_only_replaced_with_force(example, tmp_path):
    out = tmp_path / "out"
    export(example, out)
    refused = export(example, out)
    assert (refused.returncode, "exists, and may contain work of a coder" in refused.stderr) == (
        2,
        True,
    )
    assert export(example, out, "cas", "--force").returncode == 0
    assert not (out / "annotations.json").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    refused = export(example, other, "cas", "--force")
    assert (refused.returncode, "is not an earlier export" in refused.stderr) == (2, True)


def test_a_changed_or_missing_text_is_refused(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")
    (package / "texts" / TEXT).write_text("Another text.", "utf-8")
    refused = export(package, tmp_path / "out")
    assert (refused.returncode, "is not the one that was coded" in refused.stderr) == (2, True)
    (package / "texts" / TEXT).unlink()
    refused = export(package, tmp_path / "out")
    assert (refused.returncode, "contains the text of no document" in refused.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


def test_the_import_needs_the_manifest_and_the_texts(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")
    export(package, tmp_path / "out", "hypothesis")
    moved = tmp_path / "downloads" / "mine"
    moved.mkdir(parents=True)
    path = shutil.copy(tmp_path / "out" / "annotations.json", moved / "ana.json")
    command = ("import", path, "--into", package, "--format", "hypothesis")
    refused = run(*command)
    assert (refused.returncode, "give --texts" in refused.stderr) == (2, True)
    texts = ("--texts", package / "texts", "--direct", "--dry-run")
    refused = run(*command, *texts)
    assert (refused.returncode, "manifest.json of the export is missing" in refused.stderr) == (
        2,
        True,
    )
    manifest = tmp_path / "out" / "manifest.json"
    assert run(*command, *texts, "--manifest", manifest).returncode == 0
    refused = run("import", path, "--format", "cas", *texts, "--manifest", manifest)
    assert (refused.returncode, "of an export for hypothesis, not for cas" in refused.stderr) == (
        2,
        True,
    )
    refused = run("import", path, "--into", package, "--manifest", manifest)
    assert (refused.returncode, "give --format, too" in refused.stderr) == (2, True)
    (package / "texts" / TEXT).write_text("Another text.", "utf-8")
    refused = run(*command, *texts, "--manifest", manifest)
    assert "does not contain the text that was exported" in refused.stderr
