"""The client and the policy that all services share: waits, limits, secrets, odd replies."""

import time
from dataclasses import replace
from email.utils import formatdate

import pytest
from support.service import TOKEN, Answer, Echo

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.client import require_safe
from eventclaims.publishing.http.messages import RefusedError
from eventclaims.publishing.http.retries import RetryPolicy, TryAgainError
from eventclaims.publishing.http.tokens import Token, read_token

NOW = RetryPolicy(factor=0)


@pytest.fixture
def waits(monkeypatch):
    """Give the waits that were asked for, none of which takes place."""
    noted = []
    monkeypatch.setattr(RetryPolicy, "sleep", lambda _, seconds: noted.append(seconds))
    return noted


def in_ninety_seconds():
    return int(time.time()) + 90


# Made when the test runs: what is made when it is collected may be long ago by then.
@pytest.mark.parametrize(
    ("make_headers", "least", "most"),
    [
        (lambda: {"Retry_After": "7"}, 7, 7),
        (lambda: {"Retry_After": formatdate(in_ninety_seconds(), usegmt=True)}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 0, "X_RateLimit_Reset": in_ninety_seconds()}, 80, 91),
        (lambda: {"X_RateLimit_Remaining": 5, "X_RateLimit_Reset": in_ninety_seconds()}, 2, 3),
        (lambda: {"Retry_After": "soon"}, 2, 3),
    ],
)
def test_the_wait_is_the_one_asked_for(echo, client, waits, make_headers, least, most):  # noqa: PLR0913, PLR0917 - fixtures and a case
    echo.add_fault("GET", "/x", echo.refuse(429, **make_headers()))
    assert client.request("GET", "/x").status == 200
    (wait,) = waits
    assert least <= wait <= most


@pytest.mark.parametrize(
    "asked",
    ["999999999999", "9" * 400, "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"],
)
def test_a_wait_that_nobody_waits_ends_the_run_in_a_sentence(echo, client, waits, asked):
    echo.add_fault("GET", "/x", echo.refuse(429, Retry_After=asked))
    with pytest.raises(PublishingError, match=r"it asks to wait [0-9]{9} seconds: run this again"):
        client.request("GET", "/x")
    assert waits == []


@pytest.mark.parametrize("asked", ["", "-5", "1.5", "Fri, 99 Dec 99999 99:99:99 GMT", "١٢"])
def test_a_wait_that_is_none_is_not_asked_for(echo, client, waits, asked):
    echo.add_fault("GET", "/x", echo.refuse(503, Retry_After=asked.encode().decode("latin-1")))
    assert client.request("GET", "/x").status == 200
    assert 2 <= waits[0] <= 3


def test_a_person_is_told_what_is_waited_for_and_how_long(echo, client, waits):
    told = []
    patient = replace(client.retry_policy, factor=2.0, on_wait=told.append)
    client.retry_policy = patient
    echo.add_fault("GET", "/x", echo.refuse(429, Retry_After="7"))
    client.request("GET", "/x")
    assert told == ["GET /x: status 429, too many requests; next attempt in 14 seconds"]
    assert waits == [7]


def test_waits_grow_and_end(echo, client, waits):
    echo.add_fault("GET", "/x", echo.refuse(500), times=100)
    with pytest.raises(PublishingError, match="status 500; 6 attempts"):
        client.request("GET", "/x")
    assert len(waits) == 5
    assert waits == sorted(waits)
    assert max(waits) <= NOW.longest_wait


def test_a_request_that_must_not_be_doubled_is_sent_once(echo, client):
    echo.add_fault("POST", "/x", echo.refuse(500), times=100)
    with pytest.raises(TryAgainError):
        client.request("POST", "/x", repeatable=False)
    echo.add_fault("POST", "/y", echo.lose, times=100)
    with pytest.raises(TryAgainError):
        client.request("POST", "/y", repeatable=False)
    assert echo.list_calls() == ["POST /x", "POST /y"]


def test_a_token_that_a_service_sends_back_gets_no_further(echo, client):
    echo.answer_next = Answer(200, {"address": f"https://x.example/{TOKEN}"})
    assert client.request("GET", "/x").body == {"address": "https://x.example/[token]"}
    echo.answer_next = Answer(404, {"message": f"no {TOKEN}", "errors": [TOKEN]})
    with pytest.raises(RefusedError) as refusal:
        client.request("GET", "/x")
    assert TOKEN not in str(refusal.value)


def test_a_redirection_is_not_followed_with_the_token(echo, client):
    echo.answer_next = Answer(302, None, {"Location": "http://127.0.0.2:1/elsewhere"})
    with pytest.raises(RefusedError, match="status 302"):
        client.request("GET", "/x")


@pytest.mark.parametrize("body", [b"<html>", b"[" * 200_000, b"\xff\xfe", b"{" + b" " * 10_000])
def test_a_reply_that_is_no_json_is_not_taken_for_success(echo, client, body):
    echo.answer_next = Answer(200, body)
    with pytest.raises(PublishingError, match="the reply is no JSON"):
        client.request("GET", "/x")


def test_a_reply_without_end_is_left(echo, client):
    echo.answer_next = Answer(200, b" " * (33 * 1024**2))
    with pytest.raises(PublishingError, match="no reply"):
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
def test_a_refusal_is_told_in_a_few_words_whatever_it_is_written_in(echo, client, body, words):
    echo.answer_next = Answer(404, body)
    with pytest.raises(RefusedError, match=words):
        client.request("GET", "/x")


def test_a_download_that_is_led_to_another_host_takes_no_secret_there(
    echo, client, tmp_path, monkeypatch
):
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
def test_what_is_no_token_is_refused_and_not_shown(monkeypatch, value):
    monkeypatch.setenv("X_TOKEN", value)
    with pytest.raises(PublishingError, match="X_TOKEN holds no token") as refusal:
        read_token("X_TOKEN")
    assert value not in str(refusal.value)
    assert TOKEN not in str(refusal.value)


def test_neither_netrc_nor_a_representation_shows_another_or_this_secret(
    echo, client, tmp_path, monkeypatch
):
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
def test_no_token_is_sent_where_it_could_be_read(api):
    with pytest.raises(PublishingError, match="must be https"):
        require_safe(api)
    require_safe("https://zenodo.org/api")
