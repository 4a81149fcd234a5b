-- A source with its dates under the column names of the other dated views, and the date of the
-- document that cites it.
SELECT
    s.ordinal, s.source_id, s.malformed_dates, s.unread_cells, s.deprecated_codes,
    s.published_earliest AS date_earliest,
    s.published_latest AS date_latest,
    'within' AS date_type,
    s.published_basis AS date_basis,
    s.published_as_printed AS date_as_printed,
    s.published AS date,
    s.notes,
    d.published_latest AS citing_latest,
    p.record_id IS NOT NULL AS has_discrepancy,
    CASE WHEN s.source_id IS NOT NULL
         THEN s.cited_by IS NOT NULL OR u.record_id IS NOT NULL END AS is_referenced
FROM sources AS s
LEFT JOIN sources AS d ON d.source_id = s.cited_by
LEFT JOIN uses AS u ON u."table" = 'sources' AND u.record_id = s.source_id
LEFT JOIN dated_discrepancies AS p ON p."table" = 'sources' AND p.record_id = s.source_id
