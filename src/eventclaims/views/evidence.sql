-- A span with the length of its document and whether the row that it names exists.
SELECT
    x.ordinal, x.evidence_id, x."table" AS record_table, x.record_id, x.source_id,
    x."start" AS span_start, x."end" AS span_end,
    s.text_length,
    r.record_id IS NOT NULL AS has_record
FROM evidence AS x
LEFT JOIN sources AS s ON s.source_id = x.source_id
LEFT JOIN (
    SELECT DISTINCT "table", record_id FROM (
        SELECT 'sources' AS "table", source_id AS record_id FROM sources
        UNION ALL SELECT 'actors', actor_id FROM actors
        UNION ALL SELECT 'actor_names', name_id FROM actor_names
        UNION ALL SELECT 'actor_relations', relation_id FROM actor_relations
        UNION ALL SELECT 'places', place_id FROM places
        UNION ALL SELECT 'events', event_id FROM events
        UNION ALL SELECT 'statements', statement_id FROM statements
        UNION ALL SELECT 'claims', claim_id FROM claims
        UNION ALL SELECT 'figures', figure_id FROM figures
        UNION ALL SELECT 'claim_links', link_id FROM claim_links
        UNION ALL SELECT 'discrepancies', discrepancy_id FROM discrepancies
    ) AS every
) AS r ON r."table" = x."table" AND r.record_id = x.record_id
