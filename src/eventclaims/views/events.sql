-- An event with the number of its evidence and the last day of the last document that tells of it.
SELECT
    e.ordinal, e.event_id, e.status, e.odd_days,
    e.date_earliest, e.date_latest, e.date_type, e.date,
    COALESCE(v.evidence_count, 0) AS evidence_count,
    v.documents_latest
FROM events AS e
LEFT JOIN (
    SELECT x.record_id, COUNT(*) AS evidence_count, MAX(s.published_latest) AS documents_latest
    FROM evidence AS x
    LEFT JOIN sources AS s ON s.source_id = x.source_id
    WHERE x."table" = 'events'
    GROUP BY x.record_id
) AS v ON v.record_id = e.event_id
