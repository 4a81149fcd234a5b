"""Publish a release of this repository; see `eventclaims publish folder --help`."""

import sys
from pathlib import Path

from eventclaims.cli import main

ROOT = str(Path(__file__).parents[1])

if __name__ == "__main__":
    main(["publish", "folder", "--package", ROOT, *sys.argv[1:]])
