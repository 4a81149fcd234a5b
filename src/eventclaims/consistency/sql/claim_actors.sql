-- An actor of a claim, with the type of the claim.
SELECT
    a.ordinal, a.claim_id, a.actor_id, a.role, a.deprecated_codes,
    c.claim_type
FROM claim_actors AS a
LEFT JOIN claims AS c ON c.claim_id = a.claim_id
