"""Turn the errors of a cluster into one line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from pyspark.errors import PySparkException

from eventclaims.errors import EventClaimsError

# The last line of a traceback of Python, also within one of Java.
_RAISED = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception|Interrupt)): (.+)$", re.MULTILINE)
_NO_SPACE = "No space left on device"


@contextmanager
def explain_failures() -> Iterator[None]:
    """Raise EventClaimsError for an error of the server or a worker."""
    try:
        yield
    except (PySparkException, grpc.RpcError) as error:
        raise EventClaimsError(_explain(error)) from error


def _explain(error: Exception) -> str:
    text = str(error)
    if _NO_SPACE in text:
        return "a disk of the engine is full; it needs room for the tables as Parquet"
    if isinstance(error, grpc.RpcError) or "UNAVAILABLE" in text:
        return "the engine does not answer"
    raised = [*_RAISED.finditer(text)]
    if raised and "Python worker" in text:
        kind, message = raised[-1].groups()
        if kind == EventClaimsError.__name__:
            return str(message)
        return f"a worker of the engine failed: {kind}: {message}"
    lines = [line for line in text.splitlines() if line.strip()]
    return f"the engine failed: {lines[0] if lines else type(error).__name__}"
