"""Build the release of this repository; see `eventclaims release build --help`."""

import sys
from pathlib import Path

from eventclaims.cli import main

ROOT = str(Path(__file__).parents[1])

if __name__ == "__main__":
    main(["release", "build", ROOT, *sys.argv[1:]])
