-- A discrepancy with the number of its evidence.
SELECT
    d.ordinal, d.discrepancy_id, d.deprecated_codes,
    CONCAT_WS(' ', d.description, d.resolution) AS coder_text,
    CASE WHEN d.discrepancy_id IS NOT NULL THEN COALESCE(v.evidence_count, 0) END AS evidence_count
FROM discrepancies AS d
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'discrepancies'
    GROUP BY record_id
) AS v ON v.record_id = d.discrepancy_id
