-- An actor with the number of its preferred names.
SELECT
    a.ordinal, a.actor_id, a.name,
    COALESCE(n.preferred_count, 0) AS preferred_count,
    n.preferred_name
FROM actors AS a
LEFT JOIN (
    SELECT actor_id, COUNT(*) AS preferred_count, MIN(name) AS preferred_name
    FROM actor_names
    WHERE name_type = 'preferred'
    GROUP BY actor_id
) AS n ON n.actor_id = a.actor_id
