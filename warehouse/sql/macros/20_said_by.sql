-- said_by(name): all quotes of a person or organisation under any spelling the corpus knows, best first. The name may be part of the full
-- name (أنطونوف), any alias, or the Latin form; speakers that are no entity (مصدر أمني) are found by their own words.
CREATE OR REPLACE MACRO said_by(who) AS TABLE
WITH wanted AS (
    SELECT entity_id FROM entities
    WHERE ar_norm(name) = ar_norm(who)
       OR contains(' ' || ar_norm(name) || ' ', ' ' || ar_norm(who) || ' ')
       OR list_contains(list_transform(aliases, lambda a: ar_norm(a.form)), ar_norm(who))
       OR lower(name_latin) = lower(who)
)
SELECT q.* FROM quotes q
WHERE q.speaker_id IN (FROM wanted)
   OR contains(' ' || ar_norm(coalesce(q.speaker, '')) || ' ', ' ' || ar_norm(who) || ' ')
ORDER BY q.score DESC, q.quote_id;
COMMENT ON MACRO TABLE said_by IS 'All quotes of a speaker under any spelling: FROM said_by(''name'')';
