"""Check a release of this dataset; see `eventclaims release check --help`."""

import sys
from pathlib import Path

from eventclaims.cli import main

ROOT = str(Path(__file__).parents[1])

if __name__ == "__main__":
    main(["release", "check", "--suite", f"{ROOT}/expectations.json", *sys.argv[1:]])
