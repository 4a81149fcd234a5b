-- A place, whether it is part of a cycle, and whether a row refers to it.
SELECT
    p.ordinal, p.place_id, p.deprecated_codes,
    c.record_id IS NOT NULL AS in_cycle,
    CASE WHEN p.place_id IS NOT NULL THEN u.record_id IS NOT NULL END AS is_referenced
FROM places AS p
LEFT JOIN cycle_members AS c ON c."table" = 'places' AND c.record_id = p.place_id
LEFT JOIN uses AS u ON u."table" = 'places' AND u.record_id = p.place_id
