-- quotebank_quotes: quotations in the shape of Quotebank (quotation-centric): one row a distinct quotation over the whole corpus.
-- Two quotations are one when they are equal without punctuation, white space and diacritics. Speakers' probabilities are those of the single
-- occurrences, summed and made to add up to one.
CREATE OR REPLACE VIEW quotebank_quotes AS
WITH one AS (
    SELECT q.quote_id, q.exact, q.speaker_canonical AS speaker, q.speaker_id, q.score, q.candidates, coalesce(a.url, a.source_uri) AS url,
           coalesce(a.published_at::DATE, q.ingest_date) AS day,
           regexp_replace(q.exact, '[^\p{L}\p{N}]+', '', 'g') AS same
    FROM quotes q JOIN articles a USING (article_id)
    WHERE q.kind = 'direct' AND q.parent_id IS NULL
), voices AS (
    SELECT same, coalesce(speaker, 'None') AS speaker, sum(score) AS weight FROM one GROUP BY ALL
    UNION ALL
    SELECT same, x.name, sum(x.score) FROM (SELECT same, unnest(candidates) AS x FROM one) WHERE x.name IS NOT NULL GROUP BY ALL
), summed AS (
    SELECT same, speaker, sum(weight) AS weight FROM voices GROUP BY ALL
), ranked AS (
    SELECT same, list({'speaker': speaker, 'p': round(weight / total, 4)} ORDER BY weight DESC, speaker) AS probas
    FROM (SELECT *, greatest(sum(weight) OVER (PARTITION BY same), 1e-9) AS total FROM summed) GROUP BY same
), who AS (
    SELECT o.same, o.speaker, list_sort(list_distinct(flatten(list(coalesce(n.wikidata_ids, []))))) AS qids
    FROM one o LEFT JOIN entities n ON n.entity_id = o.speaker_id GROUP BY ALL
)
SELECT min(o.quote_id) AS "quoteID",
       arg_max(o.exact, length(o.exact)) AS quotation,
       r.probas[1].speaker AS speaker,
       coalesce(any_value(w.qids), []) AS qids,
       min(o.day) AS "date",
       count(*)::INTEGER AS "numOccurrences",
       r.probas AS probas,
       list_sort(list(DISTINCT o.url)) AS urls
FROM one o
JOIN ranked r USING (same)
LEFT JOIN who w ON w.same = o.same AND w.speaker = r.probas[1].speaker
WHERE o.same <> ''
GROUP BY o.same, r.probas;
COMMENT ON VIEW quotebank_quotes IS 'Distinct direct quotations of the corpus in the shape of Quotebank (quotation-centric)';
COMMENT ON COLUMN quotebank_quotes."quoteID" IS 'Least quotes.quote_id of its occurrences (Quotebank: date and running number)';
COMMENT ON COLUMN quotebank_quotes.quotation IS 'Longest form met';
COMMENT ON COLUMN quotebank_quotes.speaker IS 'Most probable speaker, None when unknown';
COMMENT ON COLUMN quotebank_quotes.qids IS 'Wikidata ids that the gazetteers give for the speaker';
COMMENT ON COLUMN quotebank_quotes."date" IS 'Earliest day of publication (else ingestion)';
COMMENT ON COLUMN quotebank_quotes."numOccurrences" IS 'Number of times it is quoted';
COMMENT ON COLUMN quotebank_quotes.probas IS 'Speakers with probabilities, best first';
COMMENT ON COLUMN quotebank_quotes.urls IS 'Articles that carry it';
