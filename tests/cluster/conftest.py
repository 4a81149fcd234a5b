"""A cluster in the process of the tests."""

import pytest
from support.engines import get_address, start_sail


@pytest.fixture(scope="session")
def engine():
    """Give the address of a Spark Connect server."""
    server = start_sail()
    yield get_address(server)
    server.stop()
