-- A crosswalk and what is wrong with its two codes.
SELECT
    w.ordinal, w.codelist, w.code, w.scheme, w.target,
    CASE WHEN l.code IS NULL THEN 'the code list has no such code'
         WHEN w.match = 'none' AND w.target IS NOT NULL THEN 'a match of none has no target'
         WHEN w.match <> 'none' AND w.target IS NULL THEN 'a match needs a target'
         WHEN w.target IS NOT NULL AND t.code IS NULL THEN 'the scheme has no such code'
         END AS wrong
FROM crosswalks AS w
LEFT JOIN list_codes AS l ON l.codelist = w.codelist AND l.code = w.code
LEFT JOIN scheme_codes AS t ON t.scheme = w.scheme AND t.code = w.target
