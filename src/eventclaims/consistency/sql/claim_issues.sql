-- An issue of a claim.
SELECT ordinal, claim_id, issue, deprecated_codes
FROM claim_issues
