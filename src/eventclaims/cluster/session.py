"""Open a session on a cluster, and end it with its files whatever happens."""

import os
import socket
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import duckdb

from eventclaims.cluster.calls import SECONDS_TO_END, call, interrupt
from eventclaims.errors import EventClaimsError
from eventclaims.runtime.program import name_program

if TYPE_CHECKING:
    from eventclaims.cluster.tables import ClusterTables

SCHEME = "sc"
_PORT = 15002
_SECONDS_TO_REACH = 5
_SECONDS_TO_ANSWER = 30
# Longer than a cluster takes to replace a worker.
SECONDS_WITHOUT_WORK = 300.0
# More rows would be in the memory of a worker at once.
_BATCH = ("spark.sql.execution.arrow.maxRecordsPerBatch", "100000")
# A server that is lost is not waited for: 50 ms, then four times as long each time.
_RETRIES = 4


@contextmanager
def open_cluster(address: str) -> "Iterator[ClusterTables]":
    """Open a session for the tables of a package.

    The files in the scratch folder are deleted when the block ends. The folder is in the one of the
    machine for temporary files, which all workers must share.

    Args:
        address: The Spark Connect server, such as sc://host:15002.

    Raises:
        EventClaimsError: If no server listens there, or a query fails within the block.
        ModuleNotFoundError: If the libraries of the extra `cluster` are not installed.
    """
    # Nothing here uses the conversions that it is about.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
    warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)
    # Spark raises what gRPC would also write to stderr; grpc reads this when it is imported.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    with name_program():
        from pyspark.sql.connect import utils  # noqa: PLC0415 - see above
    utils.check_dependencies = lambda: None  # it would also end a program without a file
    from pyspark.sql.connect.client.retries import DefaultPolicy  # noqa: PLC0415 - see above
    from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415 - see above

    from eventclaims.cluster.failures import explain_failures  # noqa: PLC0415 - see above
    from eventclaims.cluster.tables import ClusterTables  # noqa: PLC0415 - see above

    _reach(address)
    with (
        TemporaryDirectory(prefix="eventclaims-", ignore_cleanup_errors=True) as scratch,
        closing(duckdb.connect(config={"threads": 1})) as local,
    ):
        with explain_failures():
            session = SparkSession(address)
            session.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])
            session.registerProgressHandler(watch_workers())
        try:
            with explain_failures():
                _set_up(session)
                yield ClusterTables(session, Path(scratch), local)
        except BaseException:
            interrupt(session)
            raise
        call(session.stop, SECONDS_TO_END)


def watch_workers() -> Callable[..., None]:
    """Return a progress handler of Spark, which raises EventClaimsError if no worker works."""
    active: dict[str | None, float] = {}

    def handle(*, inflight_tasks: int, operation_id: str | None, done: bool, **_: object) -> None:
        now = time.monotonic()
        if done or inflight_tasks:
            active[operation_id] = now
        elif now - active.setdefault(operation_id, now) > SECONDS_WITHOUT_WORK:
            raise EventClaimsError("no worker of the engine works; they are lost or busy")

    return handle


def _reach(address: str) -> None:
    """Raise EventClaimsError unless something listens; Spark would try for many minutes."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError as error:
        raise EventClaimsError(f"the address of the engine is invalid ({error})") from error
    if parts.scheme != SCHEME or not host:
        raise EventClaimsError("the address of the engine must be like sc://host:15002")
    try:
        socket.create_connection((host, port), _SECONDS_TO_REACH).close()
    except OSError as error:
        message = f"no engine can be reached at {host}:{port} ({error.strerror or error})"
        raise EventClaimsError(message) from error


def _set_up(session: Any) -> None:  # noqa: ANN401 - see mypy's settings
    if not call(lambda: session.conf.set(*_BATCH), _SECONDS_TO_ANSWER):
        raise EventClaimsError("the engine does not answer")
