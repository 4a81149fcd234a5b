-- An actor with its preferred names, one that is written alike, and whether anything refers to it.
SELECT
    a.ordinal, a.actor_id, a.name, a.notes, a.deprecated_codes,
    CONCAT_WS(' ', a.description, a.notes) AS voice,
    COALESCE(n.preferred_count, 0) AS preferred_count,
    n.preferred_name,
    k.alike_actor,
    o.name AS alike_name,
    o.notes IS NOT NULL AS alike_has_notes,
    r.actor_id IS NOT NULL AS is_referenced
FROM actors AS a
LEFT JOIN (
    SELECT actor_id, COUNT(*) AS preferred_count, MIN(name) AS preferred_name
    FROM actor_names
    WHERE name_type = 'preferred'
    GROUP BY actor_id
) AS n ON n.actor_id = a.actor_id
LEFT JOIN alike_actors AS k ON k.actor_id = a.actor_id
LEFT JOIN actors AS o ON o.actor_id = k.alike_actor
LEFT JOIN (
    SELECT DISTINCT actor_id FROM (
        SELECT subject_id AS actor_id FROM actor_relations
        UNION ALL SELECT object_id FROM actor_relations
        UNION ALL SELECT actor_id FROM event_participants
        UNION ALL SELECT speaker_id FROM statements
        UNION ALL SELECT on_behalf_of_id FROM statements
        UNION ALL SELECT target_id FROM claims
    ) AS uses
) AS r ON r.actor_id = a.actor_id
