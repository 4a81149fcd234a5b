-- A name with the number of its evidence, and another actor with the same name in its document.
SELECT
    n.ordinal, n.name_id, n.name, n.name_type, n.used_by_id, n.missing_cells, n.deprecated_codes,
    CASE WHEN n.name_id IS NULL THEN NULL
         -- Below level anchored, the source of a name is its evidence.
         WHEN NOT q.is_anchored AND n.source_id IS NOT NULL THEN 1
         ELSE COALESCE(v.evidence_count, 0) END AS evidence_count,
    CASE WHEN n.name_type NOT IN ('title', 'epithet') AND s.least <> s.most
         THEN CASE WHEN s.least = n.actor_id THEN s.most ELSE s.least END
         END AS other_actor
FROM actor_names AS n
CROSS JOIN release AS q
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'actor_names'
    GROUP BY record_id
) AS v ON v.record_id = n.name_id
LEFT JOIN (
    SELECT name, source_id, MIN(actor_id) AS least, MAX(actor_id) AS most
    FROM actor_names
    WHERE name_type NOT IN ('title', 'epithet')
    GROUP BY name, source_id
) AS s ON s.name = n.name AND s.source_id = n.source_id
