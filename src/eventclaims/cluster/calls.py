"""Calls to a server that may be lost."""

import atexit
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

SECONDS_TO_END = 1
_SECONDS_TO_CLOSE = 0.2


def interrupt(session: Any) -> None:  # noqa: ANN401 - see mypy's settings
    """Stop what runs in a session, and the session, without waiting for a server that is lost."""

    def end() -> None:
        with suppress(Exception):
            session.interruptAll()
            session.stop()

    client = session.client
    client.set_retry_policies([])
    call(end, SECONDS_TO_END)
    # Without these, calls that were not answered would keep the process from its end.
    atexit.unregister(client._on_exit)  # noqa: SLF001 - there is no public way
    call(client._channel.close, _SECONDS_TO_CLOSE)  # noqa: SLF001 - likewise


def call(function: Callable[[], object], seconds: float) -> bool:
    """Call a function, and return whether it ended in time; raise what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            function()
        except BaseException as error:  # noqa: BLE001 - raised below
            raised.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    return not thread.is_alive()
