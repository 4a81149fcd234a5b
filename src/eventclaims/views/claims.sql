-- A claim with its statement's dates and document, its event's dates, and its evidence.
SELECT
    c.ordinal, c.claim_id, c.claim_type, c.event_id, c.deadline, c.statement_id, c.odd_days,
    t.date_earliest AS statement_earliest,
    t.date_latest AS statement_latest,
    t.document_id,
    e.status AS event_status,
    e.date_earliest AS event_earliest,
    COALESCE(v.evidence_count, 0) AS evidence_count,
    COALESCE(v.elsewhere_count, 0) AS elsewhere_count,
    v.elsewhere_source
FROM claims AS c
LEFT JOIN statements AS t ON t.statement_id = c.statement_id
LEFT JOIN events AS e ON e.event_id = c.event_id
LEFT JOIN (
    SELECT
        x.record_id,
        COUNT(*) AS evidence_count,
        SUM(CASE WHEN x.source_id <> own.document_id THEN 1 ELSE 0 END) AS elsewhere_count,
        MIN(CASE WHEN x.source_id <> own.document_id THEN x.source_id END) AS elsewhere_source
    FROM evidence AS x
    LEFT JOIN claims AS k ON k.claim_id = x.record_id
    LEFT JOIN statements AS own ON own.statement_id = k.statement_id
    WHERE x."table" = 'claims'
    GROUP BY x.record_id
) AS v ON v.record_id = c.claim_id
