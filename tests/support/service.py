"""A local HTTP service with faults that the tests of publishing choose."""

# ruff: noqa: ARG001, ARG002 - all faults have the same arguments

import json
import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import jsonschema

TOKEN = "a-secret-of-the-tests-1234567890"  # noqa: S105 - of the tests only


@dataclass
class Request:
    """A request as the service received it."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    def read_json(self, schema):
        """Return the body, which must be JSON that matches a schema."""
        if not self.headers.get("content-type", "").startswith("application/json"):
            raise ComplaintError(f"{self.method} {self.path}: the content type is not JSON")
        value = json.loads(self.body)
        jsonschema.validate(value, schema)
        return value


@dataclass
class Answer:
    """The reply of a route."""

    status: int
    body: object = None
    headers: dict = field(default_factory=dict)


class ComplaintError(Exception):
    """The client sent a request that the documentation does not allow."""


@dataclass
class Fault:
    """A fault of some requests, and how often it occurs."""

    method: str
    path: str
    spoil: Callable
    times: int = 1
    skip: int = 0


class Service:
    """A service on this machine, with the routes of a subclass.

    Attributes:
        log: All requests.
        complaints: Requests that the documentation does not allow.
        faults: The faults that tests add.
    """

    routes = ()
    bare = r"(?!)"  # the paths that take no body, whatever the method

    def __init__(self):
        self.log, self.complaints, self.faults = [], [], []
        self.lock = threading.RLock()
        self.released = threading.Event()
        self.victim = None
        self.has_victim = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body are sent together; each reply would take 40 ms longer

            def handle_method(self):
                service.answer(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_method  # noqa: N815 - http.server's

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        """Stop serving."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def list_calls(self, method=None):
        """Return the requests so far, as method and path."""
        return [f"{r.method} {r.path}" for r in self.log if method in (None, r.method)]

    def add_fault(self, method, path, spoil, *, times=1, skip=0):
        """Add a fault for `times` requests, after the first `skip` of them."""
        self.faults.append(Fault(method, path, spoil, times, skip))

    def refuse(self, status, **headers):
        """Refuse the request."""

        def spoil(handler, request, work):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            _reply(handler, Answer(status, {"message": "refused for the test"}, named))

        return spoil

    def lose(self, handler, request, work):
        """Do the work and close the connection without a reply."""
        work(request)
        handler.close_connection = True

    def keep_silent(self, handler, request, work):
        """Do the work and do not reply until the test ends."""
        work(request)
        self.released.wait(20)
        handler.close_connection = True

    def break_after(self, handler, request, work):
        """Do the work and reply that a gateway timed out."""
        work(request)
        _reply(handler, Answer(504, {"message": "Gateway Timeout"}))

    def truncate(self, handler, request, work):
        """Lose the second half of the body."""
        half = request.body[: len(request.body) // 2]
        _reply(handler, work(replace(request, body=half)))

    def corrupt(self, handler, request, work):
        """Change a byte of the body."""
        changed = bytes([request.body[0] ^ 1]) + request.body[1:]
        _reply(handler, work(replace(request, body=changed)))

    def kill_before(self, handler, request, work):
        """Kill the client before its request has any effect."""
        self._kill()
        handler.close_connection = True

    def kill_after(self, handler, request, work):
        """Kill the client after the work is done and before it gets a reply."""
        work(request)
        self._kill()
        handler.close_connection = True

    def interrupt(self, handler, request, work):
        """Do the work and interrupt the client, as Ctrl-C does, before it gets a reply."""
        work(request)
        self._kill(signal.SIGINT)
        self.released.wait(0.2)
        handler.close_connection = True

    def answer_with(self, body, status=200, **headers):
        """Do no work and send a reply that is not documented."""

        def spoil(handler, request, work):
            _reply(handler, Answer(status, body, headers))

        return spoil

    def _kill(self, number=signal.SIGKILL):
        assert self.has_victim.wait(20), "the process to kill is unknown"
        os.kill(self.victim, number)

    def name_victim(self, pid):
        """Set the process to kill."""
        self.victim = pid
        self.has_victim.set()

    def answer(self, handler):
        """Reply to a request as documented, or with a fault."""
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        request = Request(
            handler.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(length),
        )
        self.log.append(request)
        with self.lock:
            fault = self._find_fault(request)
        if fault:
            fault.spoil(handler, request, self.work)
        else:
            _reply(handler, self.work(request))

    def _find_fault(self, request):
        for fault in self.faults:
            if fault.method == request.method and re.fullmatch(fault.path, request.path):
                if fault.skip:
                    fault.skip -= 1
                elif fault.times:
                    fault.times -= 1
                    return fault
        return None

    def work(self, request):
        """Do the work of a request, or record a complaint if it is not documented."""
        with self.lock:
            try:
                self.check(request)
                return self.find_route(request)
            except (ComplaintError, jsonschema.ValidationError, ValueError) as complaint:
                self.complaints.append(str(complaint))
                return Answer(400, {"message": str(complaint)})
            except PermissionError:
                given = request.headers.get("authorization")
                return Answer(401, {"message": f"Bad credentials: {given}"})

    def find_route(self, request):
        """Call the route of a request."""
        for method, path, route in self.routes:
            match = re.fullmatch(path, request.path)
            if match and method == request.method:
                return route(self, request, *match.groups())
        raise ComplaintError(f"{request.method} {request.path} is not documented")

    def check(self, request):
        """Check the requirements of every request."""
        whole = f"{request.path} {request.query}"
        if TOKEN in whole or "access_token" in whole:
            raise ComplaintError("the token is in the address")
        if "transfer-encoding" in request.headers:
            raise ComplaintError("a body of unknown length")
        if not request.headers.get("user-agent"):
            raise ComplaintError("the user agent is missing")
        bare = request.method in {"GET", "DELETE"} or re.search(self.bare, request.path)
        if request.body and bare:
            raise ComplaintError(f"{request.method} {request.path} takes no body")
        if request.body and "content-type" not in request.headers:
            raise ComplaintError("the content type is missing")
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise PermissionError


class Echo(Service):
    """A service that always sends the reply that a test has set."""

    def __init__(self):
        super().__init__()
        self.answer_next = Answer(200, {})

    def work(self, request):
        """Return the reply that the test has set."""
        return self.answer_next


def _reply(handler, answer):
    data = (
        b""
        if answer.body is None
        else (answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode())
    )
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, str(value))
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()
