-- A link, and whether its two claims also have the opposite link.
SELECT
    l.ordinal, l.link_id, l.claim_id, l.to_claim_id, l.to_event_id, l.relation, l.deprecated_codes,
    o.claim_id IS NOT NULL AS has_opposite
FROM claim_links AS l
LEFT JOIN (
    SELECT DISTINCT claim_id, to_claim_id, relation FROM (
        SELECT claim_id, to_claim_id, relation FROM claim_links
        UNION ALL SELECT to_claim_id, claim_id, relation FROM claim_links
    ) AS both_ways
    WHERE relation IN ('repeats', 'contradicts')
) AS o
    ON o.claim_id = l.claim_id AND o.to_claim_id = l.to_claim_id
    AND l.relation IN ('repeats', 'contradicts') AND o.relation <> l.relation
