-- A statement with the last day of its document and the number of its evidence.
SELECT
    t.ordinal, t.statement_id, t.odd_days,
    t.date_earliest, t.date_latest, t.date_type, t.date,
    d.published_latest AS document_latest,
    COALESCE(v.evidence_count, 0) AS evidence_count
FROM statements AS t
LEFT JOIN sources AS d ON d.source_id = t.document_id
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'statements'
    GROUP BY record_id
) AS v ON v.record_id = t.statement_id
