"""Two packages on disk, opened and compared."""

from contextlib import contextmanager

from eventclaims.comparison.diff import compare
from eventclaims.package.opening import open_package


@contextmanager
def open_diff(old, new):
    with open_package(old) as before, open_package(new) as now, compare(before, now) as diff:
        yield diff
