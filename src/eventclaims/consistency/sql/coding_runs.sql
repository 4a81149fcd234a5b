-- A coding run.
SELECT ordinal, run_id, malformed_dates, deprecated_codes
FROM coding_runs
