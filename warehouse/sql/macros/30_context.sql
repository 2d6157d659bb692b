-- context(article_id, start, end, width): the words around a span, the span itself between ⟦ ⟧, line breaks as blanks.
CREATE OR REPLACE MACRO context(article, first_char, last_char, width) AS (
    SELECT regexp_replace(
        substring(a.text, greatest(first_char - width, 0) + 1, least(first_char, width)) || '⟦' ||
        substring(a.text, first_char + 1, last_char - first_char) || '⟧' ||
        substring(a.text, last_char + 1, width), '\s+', ' ', 'g')
    FROM articles a WHERE a.article_id = article
);
COMMENT ON MACRO context IS 'Words around a span of an article: context(article_id, start, "end", 60)';
