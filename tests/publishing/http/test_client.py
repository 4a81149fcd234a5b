"""The HTTP client of all services: retries, waits, limits, secrets, invalid replies."""

import json
import time
from email.utils import formatdate

import pytest
from support.service import TOKEN, Answer, Echo
from urllib3.exceptions import NewConnectionError, ProtocolError, SSLError

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.client import Token, read_token, require_safe
from eventclaims.publishing.http.messages import RefusedError
from eventclaims.publishing.http.request_log import RequestLog
from eventclaims.publishing.http.retries import TryAgainError, make_retry, repeat


def in_ninety_seconds():
    return int(time.time()) + 90


# Made when the test runs: what is made when it is collected may be long ago by then.
@pytest.mark.parametrize(
    ("make_headers", "least", "most"),
    [
        (lambda: {"Retry_After": "7"}, 7, 7),
        (lambda: {"Retry_After": formatdate(in_ninety_seconds(), usegmt=True)}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 0, "X_RateLimit_Reset": in_ninety_seconds()}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 5, "X_RateLimit_Reset": in_ninety_seconds()}, 0, 0),
        (lambda: {"Retry_After": "soon"}, 0, 0),
    ],
)
def test_the_wait_is_the_requested_one(echo, client, waits, make_headers, least, most):  # noqa: PLR0913, PLR0917 - fixtures and a case
    echo.add_fault("GET", "/x", echo.refuse(429, **make_headers()))
    assert client.request("GET", "/x") == {}
    (wait,) = waits
    assert least <= wait <= most


@pytest.mark.parametrize(
    "asked",
    ["999999999999", "9" * 400, "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"],
)
def test_a_wait_that_is_too_long_ends_the_run(echo, client, waits, asked):
    echo.add_fault("GET", "/x", echo.refuse(429, Retry_After=asked))
    with pytest.raises(PublishingError, match=r"asks to wait [0-9]{9} seconds"):
        client.request("GET", "/x")
    assert waits == []


@pytest.mark.parametrize("asked", ["", "-5", "1.5", "Fri, 99 Dec 99999 99:99:99 GMT", "١٢"])
def test_an_invalid_wait_is_ignored(echo, client, waits, asked):
    echo.add_fault("GET", "/x", echo.refuse(503, Retry_After=asked.encode().decode("latin-1")))
    assert client.request("GET", "/x") == {}
    assert waits == [0]


def test_waits_grow_and_end(echo, client, waits):
    echo.add_fault("GET", "/x", echo.refuse(500), times=100)
    with pytest.raises(PublishingError, match="status 500 after 6 attempts"):
        client.request("GET", "/x")
    assert len(waits) == 5
    assert waits == sorted(waits)
    assert waits[0] == 0
    assert 4 <= waits[1] < waits[-1] <= 120


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_request_that_may_have_had_an_effect_is_sent_once(echo, client, method):
    echo.add_fault(method, "/x", echo.refuse(500), times=100)
    with pytest.raises(TryAgainError):
        client.request(method, "/x")
    echo.add_fault(method, "/y", echo.lose, times=100)
    with pytest.raises(TryAgainError):
        client.request(method, "/y")
    assert echo.list_calls() == [f"{method} /x", f"{method} /y"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_request_that_can_be_repeated_is_repeated(echo, client, waits, method):
    echo.add_fault(method, "/x", echo.lose, times=5)
    assert client.request(method, "/x") == {}
    assert len(echo.log) == 6
    echo.add_fault(method, "/x", echo.lose, times=6)
    with pytest.raises(PublishingError, match="no reply") as failure:
        client.request(method, "/x")
    assert not isinstance(failure.value, TryAgainError)
    assert len(echo.log) == 12
    assert len(waits) == 10


def test_any_request_is_repeated_if_it_was_refused_because_of_too_many(echo, client, waits):
    echo.add_fault("POST", "/x", echo.refuse(429, Retry_After="7"))
    echo.add_fault("POST", "/y", echo.refuse(403, Retry_After="8"))
    assert client.request("POST", "/x", data={"a": 1}) == {}
    assert client.request("POST", "/y", data={"a": 1}) == {}
    assert [request.body for request in echo.log] == [b'{"a": 1}'] * 4
    assert waits == [7, 8]


def test_a_used_up_limit_of_requests_is_not_taken_for_a_refused_token(echo, client, waits):
    limit = {"X_RateLimit_Remaining": 0, "X_RateLimit_Reset": in_ninety_seconds()}
    echo.add_fault("POST", "/x", echo.refuse(403, **limit))
    assert repeat(lambda: client.request("POST", "/x")) == {}
    assert 80 <= waits[0] <= 91
    echo.add_fault("POST", "/x", echo.refuse(403))
    with pytest.raises(RefusedError, match="the token of X_TOKEN was refused"):
        client.request("POST", "/x")


@pytest.mark.parametrize("error", [SSLError("bad record mac"), ProtocolError("aborted")])
def test_urllib3_repeats_no_request_that_may_have_had_an_effect(tmp_path, error):
    retry = make_retry(RequestLog(tmp_path / "log.jsonl"))
    with pytest.raises(type(error)):
        retry.increment("POST", "/x", error=error)
    assert retry.increment("GET", "/x", error=error).total == retry.total - 1
    unsent = NewConnectionError(None, "refused")
    assert retry.increment("POST", "/x", error=unsent).total == retry.total - 1


def test_every_attempt_is_in_the_log_without_headers(echo, client, tmp_path):
    echo.add_fault("GET", "/x", echo.refuse(503))
    echo.add_fault("GET", "/x", echo.lose)
    echo.add_fault("GET", "/y", echo.refuse(404))
    client.request("GET", "/x", query={"page": 2})
    with pytest.raises(RefusedError):
        client.request("GET", "/y")
    text = (tmp_path / "log.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["request"] for line in lines] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [line["url"] for line in lines[::2]] == [f"{echo.address}/{path}" for path in "xxxy"]
    assert [line.get("query") for line in lines[::2]] == [{"page": 2}] * 3 + [None]
    assert [line.get("status") for line in lines[1::2]] == [503, None, 200, 404]
    assert lines[3]["failure"] == "ProtocolError"
    assert lines[7]["refusal"] == "refused for the test"
    assert TOKEN not in text


def test_steps_are_repeated_up_to_the_limit_of_attempts(waits):
    runs = []

    def fail():
        runs.append(1)
        raise TryAgainError("unknown")

    with pytest.raises(TryAgainError):
        repeat(fail)
    assert len(runs) == 6
    assert waits == [2, 4, 8, 16, 32]


def test_a_token_in_a_reply_is_removed(echo, client):
    echo.answer_next = Answer(200, {"address": f"https://x.example/{TOKEN}"})
    assert client.request("GET", "/x") == {"address": "https://x.example/[token]"}
    echo.answer_next = Answer(404, {"message": f"no {TOKEN}", "errors": [TOKEN]})
    with pytest.raises(RefusedError) as refusal:
        client.request("GET", "/x")
    assert TOKEN not in str(refusal.value)


def test_a_redirection_is_not_followed_with_the_token(echo, client):
    echo.answer_next = Answer(302, None, {"Location": "http://127.0.0.2:1/elsewhere"})
    with pytest.raises(RefusedError, match="status 302"):
        client.request("GET", "/x")


@pytest.mark.parametrize("body", [b"<html>", b"[" * 200_000, b"\xff\xfe", b"{" + b" " * 10_000])
def test_a_reply_that_is_not_json_is_an_error(echo, client, body):
    echo.answer_next = Answer(200, body)
    with pytest.raises(PublishingError, match="the reply is not JSON"):
        client.request("GET", "/x")


def test_a_reply_that_is_too_long_is_an_error(echo, client):
    echo.answer_next = Answer(200, b" " * (33 * 1024**2))
    with pytest.raises(PublishingError, match="the reply is not JSON"):
        client.request("GET", "/x")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><head><title>Sign\nin</title><body>" + b"x" * 9000, r"status 404: Sign in$"),
        (b"<p>" + b"x" * 9000, r"status 404: <p>x{97}$"),
        (b"", "status 404: no reason is given$"),
        (b'{"message": "Gone\\u001b[2J", "errors": [{"field": "a"}]}', r"Gone\\x1b\[2J \[{\"field"),
        (b"[" * 200_000, r"status 404: \[{100}$"),
        (b"3", "status 404: 3$"),
    ],
)
def test_the_reason_of_a_refusal_is_short_in_any_format(echo, client, body, words):
    echo.answer_next = Answer(404, body)
    with pytest.raises(RefusedError, match=words):
        client.request("GET", "/x")


def test_a_download_redirected_to_another_host_sends_no_secret(echo, client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login other password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    other = Echo()
    try:
        other.answer_next = Answer(200, b"bytes")
        there = other.address.replace("127.0.0.1", "localhost")
        echo.answer_next = Answer(302, None, {"Location": f"{there}/file"})
        assert client.measure("/x", {}, 100)[0] == 5
        assert "authorization" in echo.log[0].headers
        assert "authorization" not in other.log[0].headers
    finally:
        other.close()


@pytest.mark.parametrize(
    "value", [f"{TOKEN}é", f"{TOKEN}\nX: y", 'quo"ted-token', "back\\slash", "=" * 9]
)
def test_an_invalid_token_is_refused_and_not_shown(monkeypatch, value):
    monkeypatch.setenv("X_TOKEN", value)
    with pytest.raises(PublishingError, match="X_TOKEN is not a token") as refusal:
        read_token("X_TOKEN")
    assert value not in str(refusal.value)
    assert TOKEN not in str(refusal.value)


def test_netrc_is_not_used_and_repr_does_not_show_the_token(echo, client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    client.request("GET", "/x")
    assert echo.log[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(Token("X_TOKEN", TOKEN))


@pytest.mark.parametrize(
    "api",
    ["http://zenodo.org/api", "ftp://zenodo.org", "https://a:b@zenodo.org", "zenodo.org", ""],
)
def test_an_address_without_encryption_is_refused(api):
    with pytest.raises(PublishingError, match="must be https"):
        require_safe(api)
    require_safe("https://zenodo.org/api")
