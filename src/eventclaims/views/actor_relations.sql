-- A relation with the number of its evidence.
SELECT
    r.ordinal, r.relation_id, r.subject_id, r.object_id, r.odd_days,
    COALESCE(v.evidence_count, 0) AS evidence_count
FROM actor_relations AS r
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'actor_relations'
    GROUP BY record_id
) AS v ON v.record_id = r.relation_id
