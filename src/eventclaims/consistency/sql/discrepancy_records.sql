-- A row that a discrepancy is about, and whether it exists.
SELECT
    r.ordinal, r.discrepancy_id, r."table", r.record_id,
    r."table" AS record_table,
    d.ordinal IS NULL AS has_record
FROM discrepancy_records AS r
LEFT JOIN dangling AS d ON d."table" = 'discrepancy_records' AND d.ordinal = r.ordinal
