-- An event with the dates of all its documents and the number of its evidence and of its figures,
-- also those of claims about it.
-- The documents have no date if one of them has none: MIN and MAX would ignore it.
SELECT
    e.ordinal, e.event_id, e.status, e.malformed_dates, e.unread_cells, e.missing_cells, e.deprecated_codes,
    e.notes, e.summary,
    e.date_earliest, e.date_latest, e.date_type, e.date_basis, e.date_as_printed, e.date,
    e.time_earliest, e.time_latest,
    e.incidents,
    CONCAT_WS(' ', e.title, e.summary, e.notes) AS coder_text,
    q.release_day,
    CASE WHEN e.event_id IS NOT NULL THEN COALESCE(v.evidence_count, 0) END AS evidence_count,
    v.documents_earliest,
    v.documents_latest,
    CASE WHEN e.event_id IS NOT NULL THEN COALESCE(f.figure_count, 0) END AS figure_count,
    p.record_id IS NOT NULL AS has_discrepancy,
    CASE WHEN w.least = e.event_id THEN w.most ELSE w.least END
        AS same_summary
FROM events AS e
CROSS JOIN release AS q
LEFT JOIN (
    SELECT
        x.record_id, COUNT(*) AS evidence_count,
        CASE WHEN COUNT(*) = COUNT(s.published_earliest) THEN MIN(s.published_earliest) END
            AS documents_earliest,
        CASE WHEN COUNT(*) = COUNT(s.published_latest) THEN MAX(s.published_latest) END
            AS documents_latest
    FROM evidence AS x
    LEFT JOIN sources AS s ON s.source_id = x.source_id
    WHERE x."table" = 'events'
    GROUP BY x.record_id
) AS v ON v.record_id = e.event_id
LEFT JOIN (
    SELECT event_id, COUNT(*) AS figure_count
    FROM (
        SELECT event_id FROM figures
        UNION ALL SELECT c.event_id FROM figures AS g JOIN claims AS c ON c.claim_id = g.claim_id
    ) AS figures_and_claims
    GROUP BY event_id
) AS f ON f.event_id = e.event_id
LEFT JOIN repeated_summaries AS w ON w."table" = 'events' AND w.summary = e.summary
LEFT JOIN dated_discrepancies AS p ON p."table" = 'events' AND p.record_id = e.event_id
