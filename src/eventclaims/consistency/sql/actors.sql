-- An actor with its preferred names, an actor of a similar name, and whether a row refers to it.
-- The number of preferred names is unknown if a name has no type. Below level anchored, an actor
-- may have no names but that in actors.
SELECT
    a.ordinal, a.actor_id, a.name, a.notes, a.deprecated_codes,
    CONCAT_WS(' ', a.description, a.notes) AS coder_text,
    CASE WHEN a.actor_id IS NULL THEN NULL
         WHEN n.actor_id IS NULL THEN CASE WHEN q.is_anchored THEN 0 END
         WHEN n.name_count = n.typed_count THEN n.preferred_count END
        AS preferred_count,
    n.preferred_name,
    k.alike_actor,
    o.name AS alike_name,
    o.notes IS NOT NULL AS alike_has_notes,
    CASE WHEN a.actor_id IS NOT NULL THEN u.record_id IS NOT NULL END AS is_referenced
FROM actors AS a
CROSS JOIN release AS q
LEFT JOIN (
    SELECT
        actor_id, COUNT(*) AS name_count, COUNT(name_type) AS typed_count,
        COUNT(CASE WHEN name_type = 'preferred' THEN 1 END) AS preferred_count,
        MIN(CASE WHEN name_type = 'preferred' THEN name END) AS preferred_name
    FROM actor_names
    GROUP BY actor_id
) AS n ON n.actor_id = a.actor_id
LEFT JOIN alike_actors AS k ON k.actor_id = a.actor_id
LEFT JOIN actors AS o ON o.actor_id = k.alike_actor
LEFT JOIN uses AS u ON u."table" = 'actors' AND u.record_id = a.actor_id
