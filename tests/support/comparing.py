"""Two packages on disk, opened and compared."""

from contextlib import contextmanager

from eventclaims.comparison.diff import compare
from eventclaims.package.opening import open_package


def check_changes(found, expected):
    """Check that changes have the expected parts of the version, each naming its values."""
    assert [bump for bump, _ in found] == [bump for bump, *_ in expected]
    named = [
        (what, [value for value in values if value not in what])
        for (_, what), (_, *values) in zip(found, expected, strict=True)
    ]
    assert [(what, missing) for what, missing in named if missing] == []


@contextmanager
def open_diff(old, new):
    with open_package(old) as before, open_package(new) as now, compare(before, now) as diff:
        yield diff
