-- Corpus entities of the actors and then the recipients of every event, in the order of its lists. A native table, made when the catalog is
-- built: resolving them inside the view would cost every query on events a join over all actors, even one that does not look at them.
CREATE OR REPLACE TABLE lake.event_actors AS
WITH one AS (
    SELECT event_id, unnest(actors).entity_key AS entity_key, false AS is_recipient, generate_subscripts(actors, 1) AS position FROM lake.events
    UNION ALL
    SELECT event_id, unnest(recipients).entity_key, true, generate_subscripts(recipients, 1) FROM lake.events
)
SELECT event_id, list(l.entity_id ORDER BY is_recipient, position) AS entity_ids
FROM one LEFT JOIN lake.entity_links l USING (entity_key)
GROUP BY event_id;
