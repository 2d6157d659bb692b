-- Candidate speakers of every quote with corpus entities; a native table for the same reason as event_actors.
CREATE OR REPLACE TABLE lake.quote_candidates AS
WITH one AS (SELECT quote_id, unnest(candidates) AS c, generate_subscripts(candidates, 1) AS position FROM lake.quotes)
SELECT quote_id, list(struct_pack(entity_id := l.entity_id, name := c.name, score := c.score) ORDER BY position) AS candidates
FROM one LEFT JOIN lake.entity_links l ON l.entity_key = c.entity_key
GROUP BY quote_id;
