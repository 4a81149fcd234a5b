-- An event with the days of the documents that tell of it, its figures, and what refers to it.
SELECT
    e.ordinal, e.event_id, e.status, e.odd_days, e.deprecated_codes, e.notes, e.summary,
    e.date_earliest, e.date_latest, e.date_type, e.date_basis, e.date_as_printed, e.date,
    COALESCE(e.is_aggregate, FALSE) AS is_aggregate,
    CONCAT_WS(' ', e.title, e.summary, e.notes) AS voice,
    q.release_day,
    COALESCE(v.evidence_count, 0) AS evidence_count,
    v.documents_earliest,
    v.documents_latest,
    COALESCE(f.figure_count, 0) AS figure_count,
    p.record_id IS NOT NULL AS has_discrepancy,
    CASE WHEN w.least = e.event_id THEN w.most ELSE w.least END
        AS same_summary,
    v.record_id IS NOT NULL OR u.event_id IS NOT NULL AS is_referenced
FROM events AS e
CROSS JOIN release AS q
LEFT JOIN (
    SELECT
        x.record_id, COUNT(*) AS evidence_count,
        MIN(s.published_earliest) AS documents_earliest,
        MAX(s.published_latest) AS documents_latest
    FROM evidence AS x
    LEFT JOIN sources AS s ON s.source_id = x.source_id
    WHERE x."table" = 'events'
    GROUP BY x.record_id
) AS v ON v.record_id = e.event_id
LEFT JOIN (
    SELECT event_id, COUNT(*) AS figure_count FROM figures GROUP BY event_id
) AS f ON f.event_id = e.event_id
LEFT JOIN repeated_summaries AS w ON w."table" = 'events' AND w.summary = e.summary
LEFT JOIN (
    SELECT DISTINCT event_id FROM (
        SELECT event_id FROM claims
        UNION ALL SELECT event_id FROM event_participants
        UNION ALL SELECT to_event_id FROM claim_links
    ) AS uses
) AS u ON u.event_id = e.event_id
LEFT JOIN dated_discrepancies AS p ON p."table" = 'events' AND p.record_id = e.event_id
