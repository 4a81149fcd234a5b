"""Run the command line as `python -m eventclaims`."""

from eventclaims.cli import main

main()
