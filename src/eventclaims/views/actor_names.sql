-- A name with the number of its evidence.
SELECT n.ordinal, n.name_id, COALESCE(v.evidence_count, 0) AS evidence_count
FROM actor_names AS n
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'actor_names'
    GROUP BY record_id
) AS v ON v.record_id = n.name_id
