-- A link, whether its two claims also have the opposite link, and whether they are in one statement,
-- or by one speaker or body.
WITH pairs AS (
    SELECT claim_id, to_claim_id, relation = 'contradicts' AS is_opposed
    FROM claim_links
    WHERE relation IN ('same_text', 'reiterates', 'echoes', 'repeats', 'contradicts')
)
SELECT
    l.ordinal, l.link_id, l.claim_id, l.to_claim_id, l.to_event_id, l.relation, l.deprecated_codes,
    o.claim_id IS NOT NULL AS has_opposite,
    s.statement_id = t.statement_id AS is_in_one_statement,
    CASE WHEN s.speaker_id IS NOT NULL AND t.speaker_id IS NOT NULL
         THEN s.speaker_id = t.speaker_id
              OR COALESCE(s.speaker_id = t.on_behalf_of_id, FALSE)
              OR COALESCE(s.on_behalf_of_id = t.speaker_id, FALSE)
              OR COALESCE(s.on_behalf_of_id = t.on_behalf_of_id, FALSE)
         END AS has_one_speaker
FROM claim_links AS l
LEFT JOIN claims AS c ON c.claim_id = l.claim_id
LEFT JOIN claims AS d ON d.claim_id = l.to_claim_id
LEFT JOIN statements AS s ON s.statement_id = c.statement_id
LEFT JOIN statements AS t ON t.statement_id = d.statement_id
LEFT JOIN (
    SELECT claim_id, to_claim_id, is_opposed FROM pairs
    UNION SELECT to_claim_id, claim_id, is_opposed FROM pairs
) AS o
    ON o.claim_id = l.claim_id AND o.to_claim_id = l.to_claim_id
    AND l.relation IN ('same_text', 'reiterates', 'echoes', 'repeats', 'contradicts')
    AND o.is_opposed <> (l.relation = 'contradicts')
