-- A statement with its document, cited source, carrier, speaker and evidence.
-- The earliest killing of the speaker with a known date is enough, so MIN may ignore the others.
SELECT
    t.ordinal, t.statement_id, t.malformed_dates, t.unread_cells, t.missing_cells, t.deprecated_codes,
    t.notes, t.summary,
    t.date_earliest, t.date_latest, t.date_type, t.date_basis, t.date_as_printed, t.date,
    t.speaker_id, t.on_behalf_of_id, t.document_id, t.cited_source_id,
    t.carried_by_id, o.date_latest AS carrier_latest,
    CONCAT_WS(' ', t.summary, t.notes) AS coder_text,
    q.release_day,
    d.published_latest AS document_latest,
    c.cited_by,
    c.published_earliest AS cited_earliest,
    c.published_latest AS cited_latest,
    a.actor_type AS speaker_type,
    b.actor_type AS behalf_type,
    r.subject_id IS NOT NULL AS is_tied,
    k.killed_latest,
    k.allegedly_killed_latest,
    p.record_id IS NOT NULL AS has_discrepancy,
    CASE WHEN w.least = t.statement_id THEN w.most ELSE w.least END
        AS same_summary,
    CASE WHEN t.statement_id IS NOT NULL THEN COALESCE(v.evidence_count, 0) END AS evidence_count
FROM statements AS t
CROSS JOIN release AS q
LEFT JOIN sources AS d ON d.source_id = t.document_id
LEFT JOIN sources AS c ON c.source_id = t.cited_source_id
LEFT JOIN statements AS o ON o.statement_id = t.carried_by_id
LEFT JOIN actors AS a ON a.actor_id = t.speaker_id
LEFT JOIN actors AS b ON b.actor_id = t.on_behalf_of_id
LEFT JOIN (
    SELECT subject_id, object_id FROM actor_relations
    UNION SELECT object_id, subject_id FROM actor_relations
) AS r ON r.subject_id = t.speaker_id AND r.object_id = t.on_behalf_of_id
LEFT JOIN (
    SELECT
        m.actor_id,
        MIN(CASE WHEN e.status = 'reported' THEN e.date_latest END) AS killed_latest,
        MIN(CASE WHEN e.status = 'alleged' THEN e.date_latest END) AS allegedly_killed_latest
    FROM event_participants AS m
    JOIN events AS e ON e.event_id = m.event_id
    WHERE m.role = 'victim' AND e.event_type = 'targeted_killing'
    GROUP BY m.actor_id
) AS k ON k.actor_id = t.speaker_id
LEFT JOIN repeated_summaries AS w ON w."table" = 'statements' AND w.summary = t.summary
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count
    FROM evidence
    WHERE "table" = 'statements'
    GROUP BY record_id
) AS v ON v.record_id = t.statement_id
LEFT JOIN dated_discrepancies AS p ON p."table" = 'statements' AND p.record_id = t.statement_id
