"""What a cluster cannot do is one line, and nothing of it is left."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from socket import socket

import pytest
from support.engines import get_address, start_sail

from eventclaims import EventClaimsError, validate
from eventclaims.cli import main
from eventclaims.cluster import session
from eventclaims.cluster.splits import cut

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support")


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    """Give the folder for temporary files, which is empty at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    for _ in range(100):  # a worker that was interrupted ends its last task
        if not [*folder.iterdir()]:
            return
        time.sleep(0.1)
    assert [*folder.iterdir()] == []


def fail(package, message, engine, **options):
    with pytest.raises(EventClaimsError, match=message):
        validate(package, engine=engine, **options)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://127.0.0.1", "must be like sc://host:15002"),
        ("sc://", "must be like sc://host:15002"),
        ("sc://127.0.0.1:99999", "invalid"),
        ("sc://127.0.0.1:1", "no engine can be reached at 127.0.0.1:1"),
    ],
)
def test_an_address_without_a_server_is_named(address, message, minimal):
    fail(minimal, message, address)


def test_a_server_that_is_silent_is_not_waited_for(minimal, monkeypatch):
    monkeypatch.setattr("eventclaims.cluster.session._SECONDS_TO_ANSWER", 0.5)
    with closing(socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        fail(minimal, "does not answer", f"sc://127.0.0.1:{silent.getsockname()[1]}")


@pytest.mark.long
def test_a_server_of_another_protocol_is_one_line(minimal):
    code = "import http.server as h; s = h.HTTPServer(('127.0.0.1', 0), h.BaseHTTPRequestHandler); "
    code += "print(s.server_port, flush=True); s.serve_forever()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=-1, stderr=-1, text=True) as server:
        address = f"sc://127.0.0.1:{server.stdout.readline().strip()}/;use_ssl=true"
        command = [sys.executable, "-m", "eventclaims", "validate", str(minimal), "--engine"]
        done = subprocess.run([*command, address], check=False, capture_output=True, text=True)
        server.kill()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "eventclaims: the engine does not answer\n"


def test_a_missing_extra_is_named(minimal, monkeypatch, capsys):
    for name in [name for name in sys.modules if name.split(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SystemExit) as stop:
        main(["validate", str(minimal), "--engine", "sc://127.0.0.1:1"])
    assert stop.value.code == 2
    captured = capsys.readouterr()
    assert "pip install 'eventclaims[cluster]'" in captured.err
    assert captured.out == ""


def test_a_file_that_a_worker_cannot_see_is_named(minimal, engine, monkeypatch):
    def move(table, row_index):
        return [split._replace(path="/elsewhere.csv") for split in cut(table, row_index)]

    monkeypatch.setattr("eventclaims.cluster.tables.cut", move)
    fail(minimal, "^a worker cannot read /elsewhere.csv", engine)


def test_another_version_on_a_worker_is_named(minimal, engine, monkeypatch):
    monkeypatch.setattr("eventclaims.cluster.tables.__version__", "0.1")
    fail(minimal, "^a worker has eventclaims .*, and this machine 0.1$", engine)


def test_a_full_disk_is_named(minimal, engine, monkeypatch):
    def fill(**_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("eventclaims.cluster.worker.TemporaryDirectory", fill)
    fail(minimal, "^a disk of the engine is full", engine)


def test_an_error_of_a_worker_is_one_line(minimal, engine, monkeypatch):
    def crash(*_arguments):
        raise RuntimeError("a\nb")

    monkeypatch.setattr("eventclaims.cluster.worker._open", crash)
    fail(minimal, "^a worker of the engine failed: RuntimeError: a$", engine)


@pytest.mark.long
def test_a_server_that_is_lost_ends_the_validation(minimal):
    server = start_sail()

    def lose(step):
        if step == "consistency":
            server.stop()

    fail(minimal, "does not answer", get_address(server), progress=lose)


def test_work_that_no_worker_takes_is_not_waited_for(monkeypatch):
    now = iter([0.0, 200.0, 250.0, 500.0, 551.0])
    monkeypatch.setattr(session.time, "monotonic", lambda: next(now))
    handle = session.watch_workers()
    for tasks in (0, 0, 1, 0):
        handle(stages=[], inflight_tasks=tasks, operation_id="a", done=False)
    with pytest.raises(EventClaimsError, match=r"^no worker of the engine works"):
        handle(stages=[], inflight_tasks=0, operation_id="a", done=False)


def test_ctrl_c_ends_a_query_within_two_seconds(minimal, engine, monkeypatch):
    is_over = threading.Event()

    def wait(*_arguments):
        is_over.wait(10)

    def act_as_ctrl_c(_signal, _frame):
        raise KeyboardInterrupt

    monkeypatch.setattr("eventclaims.cluster.worker._open", wait)
    previous = signal.signal(signal.SIGALRM, act_as_ctrl_c)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            validate(minimal, engine=engine)
        assert time.monotonic() - start < 3
    finally:
        is_over.set()
        signal.signal(signal.SIGALRM, previous)
