"""Publish a release to a folder or web root."""

from __future__ import annotations

import sys
from pathlib import Path

from eventclaims.publishing.commands import run_command
from eventclaims.publishing.folder.command import main

if __name__ == "__main__":
    sys.exit(run_command(main, Path(__file__).resolve()))
