-- A retired id, the table that still contains it, and whether its successor exists.
SELECT
    r.ordinal, r.record_id, r.replaced_by, r.deprecated_codes,
    u."table" AS used_in,
    s.record_id IS NOT NULL OR q.record_id IS NOT NULL AS has_successor
FROM retired AS r
LEFT JOIN retired_in_use AS u ON u.record_id = r.record_id
LEFT JOIN retired_in_use AS s ON s.record_id = r.replaced_by
LEFT JOIN retired AS q ON q.record_id = r.replaced_by
