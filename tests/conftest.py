"""Packages to test with: shared ones to read, fresh copies to change."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from support import sites
from support.browser import Visit, start_browser
from support.packages import ROOT, build
from support.runner import Runner
from support.service import TOKEN, Echo
from support.small_release import make_checkout, make_release

from eventclaims.publishing.http.client import Client, Token
from eventclaims.publishing.http.request_log import RequestLog

# A package of a test has about a hundred files; in memory a copy takes a sixth of the time.
_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder in it that only this user can read
if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

# A test that starts a process shall not compile all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A worker keeps all tests; searching them for garbage as often as usual takes 4 % of its time.
gc.set_threshold(50_000, 20, 100)

# The same examples in every run; others by hand: pytest --hypothesis-profile long
settings.register_profile("same", max_examples=20, derandomize=True, deadline=None)
settings.register_profile("long", max_examples=3000, deadline=None)
settings.load_profile("same")


def pytest_xdist_auto_num_workers():
    """Start one worker more than processors: some tests wait for a browser or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Fail a test that skips because a program is missing, where programs are required."""
    report = yield
    if report.skipped and "is not installed" in str(report.longrepr):
        report.outcome = "failed" if os.environ.get("REQUIRE_PROGRAMS") else report.outcome
    return report


@pytest.fixture(scope="session")
def runner(tmp_path_factory):
    """Give what runs the publishing commands as processes that can be killed."""
    started = Runner(tmp_path_factory.mktemp("runner"))
    yield started
    started.close()


@pytest.fixture
def small(tmp_path):
    """Give the folder of a small release that is built with a DOI, to change."""
    return make_release(make_checkout(tmp_path / "checkout", "1.0.0"), "10.5072/zenodo.1")


@pytest.fixture
def echo():
    """Give a service that answers whatever a test has set."""
    service = Echo()
    yield service
    service.close()
    assert service.complaints == []


@pytest.fixture
def waits(monkeypatch):
    """Give the waits between requests, none of which takes place."""
    noted = []
    monkeypatch.setattr("eventclaims.publishing.http.retries.sleep", noted.append)
    return noted


@pytest.fixture
def client(echo, tmp_path, waits):  # noqa: ARG001 - without it the client would wait
    """Give a client of the echo, which does not wait."""
    log = RequestLog(tmp_path / "log.jsonl")
    opened = Client(echo.address, Token("X_TOKEN", TOKEN), log, {})
    yield opened
    opened.close()


@pytest.fixture
def server(bench):
    """Give the service of the bench that a test file has."""
    return bench.server


@pytest.fixture
def checkout(bench):
    """Give the checkout of the bench that a test file has."""
    return bench.checkout


@pytest.fixture(scope="session")
def minimal(tmp_path_factory):
    """Give the smallest valid package, to read."""
    return build("minimal", tmp_path_factory.mktemp("read"))


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """Give the package that uses every column, to read."""
    return build("full", tmp_path_factory.mktemp("read"))


@pytest.fixture(scope="session")
def dataset_site(tmp_path_factory):
    """Give the site of this dataset, to read."""
    return sites.build(ROOT, tmp_path_factory.mktemp("dataset") / "site")


@pytest.fixture
def minimal_copy(tmp_path):
    """Give a copy of the smallest valid package, to change."""
    return build("minimal", tmp_path)


@pytest.fixture
def full_copy(tmp_path):
    """Give a copy of the package that uses every column, to change."""
    return build("full", tmp_path)


@pytest.fixture(scope="session")
def releases(full, tmp_path_factory):
    """Give two editions and the folders of their releases: the full package, and hard cells."""
    from support.editions import make_hard_rows, release, write_package  # noqa: PLC0415 - heavy libraries

    folder = tmp_path_factory.mktemp("releases")
    hard = write_package(folder / "package", {"hard": make_hard_rows(), "nothing_here": []})
    return {
        "full": (release(full, folder / "full"), folder / "full"),
        "hard": (release(hard, folder / "hard"), folder / "hard"),
    }


@pytest.fixture(params=["full", "hard"])
def made(releases, request):
    """Give an edition and the folder of its release, to read."""
    return releases[request.param]


# A browser of each module: an open one prevents other tests from using asyncio.
@pytest.fixture(scope="module")
def browser():
    """Give a browser."""
    with start_browser() as started:
        yield started


@pytest.fixture
def visit(browser):
    """Give what opens a tab, and require that nothing is wrong with its pages."""
    opened = []

    def start(*arguments, **options):
        opened.append(Visit(browser, *arguments, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.context.close()
    assert [complaint for each in opened for complaint in each.complaints] == []
