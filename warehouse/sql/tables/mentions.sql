-- mentions as stored, with the entity of the whole corpus in place of the article's own key.
CREATE OR REPLACE VIEW mentions AS
SELECT m.mention_id, m.article_id, m.sentence, m.start, m."end", m.exact, m.type, m.kind, l.entity_id, m.name, m.role,
       m.head_mention_id, m.method, m.score, m.ingest_date, m.batch, m.run_id, m.version
FROM lake.mentions m
LEFT JOIN lake.entity_links l ON l.entity_key = m.entity_key;
