-- An identifier, and whether the row that it names exists.
SELECT
    i.ordinal, i."table", i.record_id, i.scheme, i.value, i.deprecated_codes,
    i."table" AS record_table,
    d.ordinal IS NULL AS has_record
FROM identifiers AS i
LEFT JOIN dangling AS d ON d."table" = 'identifiers' AND d.ordinal = i.ordinal
