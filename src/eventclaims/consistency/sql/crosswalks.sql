-- A crosswalk, and the fault of its two codes.
SELECT
    w.ordinal, w.codelist, w.code, w.scheme, w.target,
    CASE WHEN l.code IS NULL THEN 'the code list does not have this code'
         WHEN w.match = 'none' AND w.target IS NOT NULL THEN 'the target of a match none must be empty'
         WHEN w.match <> 'none' AND w.target IS NULL THEN 'the target is missing'
         WHEN w.target IS NOT NULL AND t.code IS NULL THEN 'the scheme does not have this code'
         END AS wrong
FROM crosswalks AS w
LEFT JOIN list_codes AS l ON l.codelist = w.codelist AND l.code = w.code
LEFT JOIN scheme_codes AS t ON t.scheme = w.scheme AND t.code = w.target
