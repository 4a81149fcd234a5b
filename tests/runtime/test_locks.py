"""A lock on a folder: processes have it one after another, and leave no file."""

import os
import signal

import pytest

from eventclaims.errors import TableError
from eventclaims.runtime.locks import wait_for_lock

LOCK = ".eventclaims-lock"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no such locks")


def test_the_lock_of_a_killed_process_is_released(tmp_path):
    pid = os.fork()
    if not pid:
        with wait_for_lock(tmp_path):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]
    with wait_for_lock(tmp_path):
        pass
    assert not [*tmp_path.iterdir()]


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path):
    target = tmp_path / "target"
    (tmp_path / LOCK).symlink_to(target)
    with pytest.raises(TableError, match=rf"{LOCK}: cannot be written"), wait_for_lock(tmp_path):
        pass
    assert not target.exists()
