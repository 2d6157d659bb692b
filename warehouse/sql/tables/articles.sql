-- articles as stored, with what is known only later: topic (rank 1) and the article it is a copy of.
CREATE OR REPLACE VIEW articles AS
SELECT a.article_id, a.doc_id, a.external_id, a.source, a.source_uri, a.outlet, a.url, a.title, a.text, a.language,
       a.published_at, a.published_precision, a.published_from, a.dateline_place, a.byline, a.agencies, a.is_wire,
       t.code AS topic, d.duplicate_of, d.kind AS duplicate_kind,
       a.n_tokens, a.n_sentences, a.blocks, a.flags, a.raw_sha256, a.ingested_at, a.ingest_date, a.batch, a.run_id, a.version
FROM lake.articles a
LEFT JOIN lake.topics t ON t.article_id = a.article_id AND t.rank = 1
LEFT JOIN lake.duplicates d ON d.article_id = a.article_id;
