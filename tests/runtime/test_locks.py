"""A lock on a folder: processes have it one after another, and leave no file."""

import multiprocessing
import os

import pytest

from eventclaims.errors import EventClaimsError
from eventclaims.runtime.locks import LOCK, lock_folder


def _lock_and_die(folder):
    with lock_folder(folder):
        os._exit(0)


def test_the_lock_of_a_killed_process_is_released(tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=_lock_and_die, args=[tmp_path])
    process.start()
    process.join()
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]
    with lock_folder(tmp_path, 0):
        pass
    assert not [*tmp_path.iterdir()]


def test_a_folder_is_locked_once(tmp_path):
    with lock_folder(tmp_path):
        with pytest.raises(EventClaimsError, match="another process"), lock_folder(tmp_path, 0):
            pass
        assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path):
    target = tmp_path / "target"
    (tmp_path / LOCK).symlink_to(target)
    with pytest.raises(EventClaimsError, match="cannot be locked"), lock_folder(tmp_path, 0):
        pass
    assert not target.exists()
