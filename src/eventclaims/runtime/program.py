"""The running program, as libraries see it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def name_program() -> Iterator[None]:
    """Give a program without a file, such as `python -c`, the name of one within the block.

    PySpark, which Great Expectations imports if it is installed, takes such a program for its own
    doctests and ends it.
    """
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = ""
    try:
        yield
    finally:
        del main.__file__
