-- A place of an event, with the type of the place.
SELECT
    e.ordinal, e.event_id, e.place_id, e.relation, e.deprecated_codes,
    p.place_type
FROM event_places AS e
LEFT JOIN places AS p ON p.place_id = e.place_id
