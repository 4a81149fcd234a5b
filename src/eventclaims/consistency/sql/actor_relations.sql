-- A relation with the types of its actors, the date of its document and the number of its evidence.
SELECT
    r.ordinal, r.relation_id, r.subject_id, r.object_id, r.relation, r.valid_from, r.valid_until,
    r.malformed_dates, r.missing_cells, r.deprecated_codes,
    r.notes AS coder_text,
    a.actor_type AS subject_type,
    b.actor_type AS object_type,
    p.relation IS NOT NULL AS is_possible,
    d.published_latest AS document_latest,
    c.record_id IS NOT NULL AS in_cycle,
    CASE WHEN r.relation_id IS NULL THEN NULL
         -- Below level anchored, the source of a relation is its evidence.
         WHEN NOT q.is_anchored AND r.source_id IS NOT NULL THEN 1
         ELSE COALESCE(v.evidence_count, 0) END AS evidence_count
FROM actor_relations AS r
CROSS JOIN release AS q
LEFT JOIN actors AS a ON a.actor_id = r.subject_id
LEFT JOIN actors AS b ON b.actor_id = r.object_id
LEFT JOIN sources AS d ON d.source_id = r.source_id
LEFT JOIN relation_ends AS p
    ON p.relation = r.relation AND p.subject_type = a.actor_type AND p.object_type = b.actor_type
LEFT JOIN cycle_members AS c ON c."table" = 'actor_relations' AND c.record_id = r.relation_id
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'actor_relations'
    GROUP BY record_id
) AS v ON v.record_id = r.relation_id
