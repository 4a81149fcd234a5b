"""Uploads and downloads are bounded, and their progress is shown on a terminal only."""

import contextlib
import fcntl
import os
import re
import struct
import sys
import termios

import pytest

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.messages import Upload
from eventclaims.publishing.progress import show_bytes


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "file.bin"
    found.write_bytes(b"x" * 200_000)
    return found


def send(client, path, size, advance=lambda _: None):
    with Upload(path, size, advance) as upload:
        return client.request("PUT", "/x", upload=upload)


def test_a_body_that_is_sent_again_is_complete_and_counted_once(echo, client, path):
    sent = []
    echo.add_fault("PUT", "/x", echo.refuse(429), times=2)
    send(client, path, 200_000, sent.append)
    assert [request.body for request in echo.log] == [path.read_bytes()] * 3
    assert sum(sent) == 200_000
    assert max(sum(sent[:n]) for n in range(len(sent))) == 200_000


def test_of_a_file_that_grew_only_the_announced_size_is_sent(echo, client, path):
    send(client, path, 100_000)
    send(client, path, 100_000)
    assert [len(request.body) for request in echo.log] == [100_000, 100_000]


def test_a_file_that_shrank_ends_the_run(client, path):
    with pytest.raises(PublishingError, match=r"file\.bin: has changed while it was sent"):
        send(client, path, 300_000)


def test_a_download_longer_than_it_should_be_is_not_read_to_its_end(echo, client):
    echo.answer_next.body = b"x" * 5_000_000
    size, _ = client.measure("/x", {}, 1000)
    assert 1000 < size < 1_000_000


def read_to_end(terminal):
    """Yield what came to a terminal whose other side is closed; the system tells its end so."""
    with os.fdopen(terminal, encoding="utf-8") as stream, contextlib.suppress(OSError):
        while text := stream.readline():
            yield text


def test_a_terminal_of_80_columns_shows_the_bytes_on_one_line(monkeypatch):
    outer, inner = os.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLUMNS", raising=False)
    with os.fdopen(inner, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        with show_bytes("upload", 2_000_000) as show:
            show(2_000_000)
    shown = "".join(read_to_end(outer))
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "2.0/2.0 MB" in plain
    assert all(len(line) <= 80 for line in re.split(r"[\r\n]+", plain))


def test_a_pipe_shows_nothing_even_where_colour_is_forced(monkeypatch, capfd):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with show_bytes("upload", 2_000_000) as show:
        show(2_000_000)
    assert capfd.readouterr() == ("", "")
