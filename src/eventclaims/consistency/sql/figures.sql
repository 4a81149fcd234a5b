-- A figure with the type of its event, or of the event of its claim.
SELECT
    f.ordinal, f.figure_id, f.event_id, f.claim_id, f.quantity, f.minimum, f.maximum, f.best,
    f.as_printed,
    f.unread_cells, f.missing_cells, f.deprecated_codes,
    COALESCE(e.event_type, g.event_type) AS event_type
FROM figures AS f
LEFT JOIN events AS e ON e.event_id = f.event_id
LEFT JOIN claims AS c ON c.claim_id = f.claim_id
LEFT JOIN events AS g ON g.event_id = c.event_id
