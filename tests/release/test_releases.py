"""The previous release is found by its tag, or by its commit in releases.csv."""

import pytest
from support.repositories import DAY, commit, git, make_ready, read_git

from eventclaims.errors import EventClaimsError
from eventclaims.release.releases import find_previous, read_releases, record_release

SUM = "0" * 64


@pytest.fixture
def ready(minimal_copy):
    """Give a package in a repository, ready for release."""
    return make_ready(minimal_copy)


def test_the_previous_release_is_the_highest_tag_below(ready):
    for tag in ("v0.9.0", "v0.10.0", "v1.0.0", "v2.0.0", "vx", "0.99.0"):
        git(ready, "tag", tag)
    assert find_previous(ready, "1.0.0") == "git:v0.10.0"
    assert find_previous(ready, "0.9.0") is None
    assert find_previous(ready, None) is None


def test_without_tags_it_is_the_commit_that_was_recorded(ready, tmp_path):
    git(ready, "tag", "v1.0.0")
    head = read_git(ready, "rev-parse", "HEAD").strip()
    assert record_release(ready, "1.0.0", DAY, SUM)
    assert not record_release(ready, "1.0.0", DAY, SUM)
    commit(ready)
    assert find_previous(ready, "1.0.1") == "git:v1.0.0"
    git(ready, "tag", "--delete", "v1.0.0")
    assert find_previous(ready, "1.0.1") == f"git:{head}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{ready}", "shallow")
    with pytest.raises(EventClaimsError, match=rf"^releases\.csv: the commit {head} .*unshallow"):
        find_previous(tmp_path / "shallow", "1.0.1")


def test_rows_are_sorted_by_version_and_none_is_replaced(ready):
    for version in ("0.10.0", "0.9.0"):
        git(ready, "tag", f"v{version}")
        record_release(ready, version, DAY, SUM)
    assert [row["version"] for row in read_releases(ready).values()] == ["0.9.0", "0.10.0"]
    with pytest.raises(EventClaimsError, match=r"another row of 0\.9\.0"):
        record_release(ready, "0.9.0", DAY, "1" * 64)
    with pytest.raises(EventClaimsError, match=r"^the tag v0\.8\.0 does not exist"):
        record_release(ready, "0.8.0", DAY, SUM)


def test_a_tag_on_another_commit_than_the_recorded_one_is_an_error(ready):
    git(ready, "tag", "v1.0.0")
    record_release(ready, "1.0.0", DAY, SUM)
    commit(ready)
    git(ready, "tag", "--force", "v1.0.0")
    with pytest.raises(EventClaimsError, match=r"1\.0\.0 has another commit than the tag v1\.0\.0"):
        find_previous(ready, "1.0.1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version,date\n", "the header must be version,date,commit,sha256"),
        (f"version,date,commit,sha256\n1.0,{DAY},{'0' * 40},{SUM}\n", "'1.0' is not a version"),
        (f"version,date,commit,sha256\n1.0.0,{DAY},--all,{SUM}\n", "'--all' is not a valid commit"),
        (f"version,date,commit,sha256\n1.0.0,{DAY}\n", "line 2: 2 cells, 4 columns"),
    ],
)
def test_an_invalid_list_is_one_line(ready, text, message):
    (ready / "releases.csv").write_text(text, "utf-8")
    with pytest.raises(EventClaimsError, match=rf"^releases\.csv: {message}"):
        find_previous(ready, "2.0.0")
