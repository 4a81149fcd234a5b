-- A claim with its statement, its event, whether it has an actor, whether its speaker or a related
-- actor took part in the event, and its evidence.
SELECT
    c.ordinal, c.claim_id, c.claim_type, c.event_id, c.deadline, c.statement_id,
    c.summary, c."condition", c.means, c."trigger", c.trigger_event_id, c.malformed_dates, c.missing_cells, c.deprecated_codes,
    t.date_type AS statement_date_type,
    t.date_earliest AS statement_earliest,
    t.date_latest AS statement_latest,
    t.document_id,
    t.speaker_id,
    e.status AS event_status,
    e.date_type AS event_date_type,
    e.date_earliest AS event_earliest,
    e.date_latest AS event_latest,
    CASE WHEN c.claim_id IS NOT NULL THEN a.claim_id IS NOT NULL END AS has_actor,
    CASE WHEN c.claim_id IS NOT NULL THEN h.claim_id IS NOT NULL END AS has_part,
    CASE WHEN w.least = c.claim_id THEN w.most ELSE w.least END
        AS same_summary,
    CASE WHEN c.claim_id IS NOT NULL THEN COALESCE(v.evidence_count, 0) END AS evidence_count,
    CASE WHEN v.least <> t.document_id THEN v.least WHEN v.most <> t.document_id THEN v.most END
        AS elsewhere_source
FROM claims AS c
LEFT JOIN statements AS t ON t.statement_id = c.statement_id
LEFT JOIN events AS e ON e.event_id = c.event_id
LEFT JOIN (SELECT DISTINCT claim_id FROM claim_actors) AS a ON a.claim_id = c.claim_id
LEFT JOIN (
    SELECT DISTINCT k.claim_id
    FROM claims AS k
    JOIN statements AS own ON own.statement_id = k.statement_id
    JOIN event_participants AS m ON m.event_id = k.event_id
    JOIN (
        SELECT actor_id AS one, actor_id AS other FROM actors
        UNION SELECT subject_id, object_id FROM actor_relations
        UNION SELECT object_id, subject_id FROM actor_relations
    ) AS ties ON ties.other = m.actor_id
    WHERE k.claim_type = 'responsibility'
        AND (ties.one = own.speaker_id OR ties.one = own.on_behalf_of_id)
) AS h ON h.claim_id = c.claim_id
LEFT JOIN repeated_summaries AS w ON w."table" = 'claims' AND w.summary = c.summary
LEFT JOIN (
    SELECT record_id, COUNT(*) AS evidence_count, MIN(source_id) AS least, MAX(source_id) AS most
    FROM evidence
    WHERE "table" = 'claims'
    GROUP BY record_id
) AS v ON v.record_id = c.claim_id
