"""Acceptance: a release against the one before it and against stated floors.

Judged by Great Expectations, at release time only; nothing here imports it but the process that
`eventclaims.acceptance.engine` starts.
"""

from eventclaims.acceptance.accept import accept
from eventclaims.acceptance.results import Acceptance, Result, Status, to_json
from eventclaims.acceptance.waivers import read_waivers

__all__ = ["Acceptance", "Result", "Status", "accept", "read_waivers", "to_json"]
