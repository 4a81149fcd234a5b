"""Validate a package on this machine and on a cluster, to compare the reports."""

import json
import os

from eventclaims import EventClaimsError, validate
from eventclaims.cluster import splits
from eventclaims.render.json_report import render_json
from eventclaims.tables import row_index

WHOLE = 64
"""The distance of records in a row index, at which a small file is one split."""


def start_sail():
    """Start a Spark Connect server in this process; it ends with the object that is returned."""
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 - takes long

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    return server


def get_address(server):
    host, port = server.listening_address
    return f"sc://{host}:{port}"


def split_at(monkeypatch, records):
    """Let a split have so many records."""
    for module in (row_index, splits):
        monkeypatch.setattr(module, "STEP", records)
    monkeypatch.setattr(splits, "SPLIT_BYTES", splits.SPLIT_BYTES if records == WHOLE else 1)


def report(package, **options):
    """Return the report as JSON values, or the line of the error."""
    try:
        return json.loads("".join(render_json(validate(package, max_findings=0, **options))))
    except EventClaimsError as error:
        return str(error)
