-- gqg_quotes: quotations in the shape of GDELT's Global Quotation Graph: one row an article, its marked quotations with their surroundings.
CREATE OR REPLACE VIEW gqg_quotes AS
SELECT a.published_at AS "date",
       coalesce(a.url, a.source_uri) AS url,
       a.title,
       CASE a.language WHEN 'ar' THEN 'ARABIC' ELSE upper(a.language) END AS lang,
       list({
           'pre': substring(a.text, greatest(q.start - 100, 0) + 1, least(q.start, 100)),
           'quote': q.exact,
           'post': substring(a.text, q."end" + 1, 100)
       } ORDER BY q.start, q."end") AS quotes
FROM quotes q JOIN articles a USING (article_id)
WHERE q.kind IN ('direct', 'fragment')
GROUP BY a.article_id, a.published_at, a.url, a.source_uri, a.title, a.language;
COMMENT ON VIEW gqg_quotes IS 'Marked quotations of every article in the shape of the GDELT Global Quotation Graph';
COMMENT ON COLUMN gqg_quotes."date" IS 'When the article was published (UTC; GQG: when it was seen)';
COMMENT ON COLUMN gqg_quotes.url IS 'Address of the article, else the file it came from';
COMMENT ON COLUMN gqg_quotes.title IS 'Title of the article';
COMMENT ON COLUMN gqg_quotes.lang IS 'Language in English capitals for Arabic, else its code';
COMMENT ON COLUMN gqg_quotes.quotes IS 'Quotations in order: quote, and up to 100 characters before (pre) and after it (post), marks included there';
