"""Acceptance: checks a release against the previous release and against fixed bounds.

Great Expectations judges; only `eventclaims.acceptance.gx_run` imports it.
"""

from eventclaims.acceptance.accept import accept
from eventclaims.acceptance.results import Acceptance, Result, Status, to_json
from eventclaims.acceptance.waivers import read_waivers

__all__ = ["Acceptance", "Result", "Status", "accept", "read_waivers", "to_json"]
