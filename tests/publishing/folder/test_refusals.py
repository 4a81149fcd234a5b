"""Publishing into a folder changes no files of others."""

import json
import resource

import pytest

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.folder.publication import publish_version
from eventclaims.runtime.locks import LOCK

CATALOGUE = json.dumps({"name": "other-versions"})


def write(name, text):
    def put(root):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")

    return put


def link(name, target):
    return lambda root: (root / name).symlink_to(target)


FOREIGN = {
    "a home page": ("index.html", write("index.html", "<p>Welcome.</p>")),
    "a page that is a link": ("index.html", link("index.html", "/etc/hostname")),
    "a catalogue of another": ("versions.json", write("versions.json", CATALOGUE)),
    "a catalogue of no form": ("versions.json", write("versions.json", "[" * 100_000)),
    "a file named latest": ("latest", write("latest", "mine")),
    "a link named latest": ("latest", link("latest", "../elsewhere")),
    "a link named latest to a version": ("latest", link("latest", "1.0.0")),
    "a feed": ("feed.atom", write("feed.atom", "<feed/>")),
    "a sitemap": ("sitemap.xml", write("sitemap.xml", "<urlset/>")),
    "a file in latest": ("latest/notes.txt", write("latest/notes.txt", "mine")),
    "a page in latest": ("latest/index.html", write("latest/index.html", "<p>Mine.</p>")),
    "a link aside": (".publishing", link(".publishing", "../elsewhere")),
}


def read_tree(folder):
    return {
        p.relative_to(folder): p.readlink() if p.is_symlink() else p.is_file() and p.read_bytes()
        for p in folder.rglob("*")
    }


@pytest.mark.parametrize("words", [(), ("--no-site",), ("--dry-run",)])
@pytest.mark.parametrize("what", FOREIGN)
def test_files_of_others_are_not_changed(runner, tmp_path, small, what, words):
    root, elsewhere = tmp_path / "web", tmp_path / "elsewhere"
    root.mkdir()
    (elsewhere / "staging-1").mkdir(parents=True)
    name, put = FOREIGN[what]
    put(root)
    before = read_tree(tmp_path)
    ended = runner.run("folder", root, "--release", small, *words)
    assert ended.code == 2
    assert ended.output.startswith(f"eventclaims: {root / name}: ")
    assert ended.output.count("\n") == 1
    assert read_tree(tmp_path) == before


@pytest.mark.parametrize("place", ["", "web", "data/web"])
def test_a_folder_within_the_release_is_refused(runner, small, place):
    before = read_tree(small)
    ended = runner.run("folder", small / place, "--release", small)
    assert ended.code == 2
    assert "inside the release" in ended.output
    assert read_tree(small) == before


def test_a_full_disk_is_reported_and_no_partial_copy_remains(runner, tmp_path, small):
    root = tmp_path / "web"
    release = open_release(small)
    least = sorted(path.stat().st_size for path in small.parent.rglob("*") if path.is_file())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (least[-1] - 1, before[1]))
    try:
        with pytest.raises(PublishingError, match="cannot be read or written"):
            publish_version(root, release)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in root.iterdir()] == [".publishing"]
    assert not [*(root / ".publishing").iterdir()]
    assert runner.run("folder", root, "--release", small)


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_root_that_is_not_a_folder_is_refused(runner, tmp_path, small, words):
    (tmp_path / "file").write_text("text", "utf-8")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "1.0.0").symlink_to(small)
    for root in (tmp_path / "file" / "web", tmp_path / "web"):
        ended = runner.run("folder", root, "--release", small, *words)
        assert ended.code == 2
        assert ended.output.count("\n") == 1


def test_the_lock_file_of_a_dead_process_locks_nothing(runner, tmp_path, small):
    aside = tmp_path / "web" / ".publishing"
    aside.mkdir(parents=True)
    (aside / LOCK).touch()
    ended = runner.run("folder", tmp_path / "web", "--release", small, "--wait", "0")
    assert ended, ended.output
    assert not [*aside.iterdir()]
