"""Kill a process before one of its changes on the disk."""

import os
import signal
import sys

# The audit events of Python for changes on the disk.
_CHANGES = {
    *("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.chmod", "open"),
    "shutil.rmtree",
}


def kill_before(number, under=""):
    """Kill this process before its n-th change on the disk below a folder."""
    count = 0

    def watch(event, arguments):
        nonlocal count
        if event not in _CHANGES or not any(str(a).startswith(under) for a in arguments[:2]):
            return
        if event == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
