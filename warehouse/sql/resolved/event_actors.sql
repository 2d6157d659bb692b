-- Actors and recipients of every event with corpus entities. A native table, made when the catalog is built: resolving the lists inside
-- the view would cost every query on events a join over all actors (2 s a million events), even one that does not look at them.
CREATE OR REPLACE TABLE lake.event_actors AS
WITH one AS (
    SELECT event_id, 'actor' AS part, unnest(actors) AS a, generate_subscripts(actors, 1) AS position FROM lake.events
    UNION ALL
    SELECT event_id, 'recipient', unnest(recipients), generate_subscripts(recipients, 1) FROM lake.events
)
SELECT event_id,
       list(struct_pack(entity_id := l.entity_id, name := a.name, country := a.country, sector := a.sector, start := a.start, "end" := a."end")
            ORDER BY position) FILTER (part = 'actor') AS actors,
       list(struct_pack(entity_id := l.entity_id, name := a.name, country := a.country, sector := a.sector, start := a.start, "end" := a."end")
            ORDER BY position) FILTER (part = 'recipient') AS recipients
FROM one LEFT JOIN lake.entity_links l ON l.entity_key = a.entity_key
GROUP BY event_id;
