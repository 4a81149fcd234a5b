"""Acceptance: checks a release against the previous release and against fixed bounds.

Great Expectations judges; only `eventclaims.acceptance.gx_run` imports it.
"""
