-- Evidence with the hash and length of its document, and whether the row that it names exists.
SELECT
    x.ordinal, x.evidence_id, x."table" AS record_table, x.record_id, x.source_id,
    x.unread_cells, x.missing_cells, x.deprecated_codes,
    x."start" AS span_start, x."end" AS span_end,
    x.locator,
    s.text_length, s.text_sha256,
    s.source_id IS NOT NULL AS has_source,
    d.ordinal IS NULL AS has_record
FROM evidence AS x
LEFT JOIN sources AS s ON s.source_id = x.source_id
LEFT JOIN dangling AS d ON d."table" = 'evidence' AND d.ordinal = x.ordinal
