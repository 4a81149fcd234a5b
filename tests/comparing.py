"""Two packages on disk, opened and compared."""

from contextlib import contextmanager

from eventclaims.diff import compare
from eventclaims.package import open_package


@contextmanager
def open_diff(old, new):
    with open_package(old) as before, open_package(new) as now, compare(before, now) as diff:
        yield diff
