-- A figure with what it hangs on.
SELECT f.ordinal, f.figure_id, f.event_id, f.claim_id
FROM figures AS f
