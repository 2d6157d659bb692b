-- Corpus entities of the candidate speakers of every quote, in the order of its list; a native table for the same reason as event_actors.
CREATE OR REPLACE TABLE lake.quote_candidates AS
WITH one AS (SELECT quote_id, unnest(list_transform(candidates, lambda c: c.entity_key)) AS entity_key, generate_subscripts(candidates, 1) AS position FROM lake.quotes)
SELECT quote_id, list(l.entity_id ORDER BY position) AS entity_ids
FROM one LEFT JOIN lake.entity_links l USING (entity_key)
GROUP BY quote_id;
