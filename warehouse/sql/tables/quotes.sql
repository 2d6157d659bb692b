-- quotes as stored, with the speaker's corpus entity and its canonical name; candidates carry entity ids.
CREATE OR REPLACE VIEW quotes AS
SELECT q.quote_id, q.article_id, q.sentence, q.start, q."end", q.exact, q.kind, q.open_mark, q.close_mark, q.is_repaired,
       q.utterance, q.parent_id, q.is_headline, q.cue, q.cue_start, q.cue_end, q.cue_lemma, q.cue_class, q.is_negated,
       q.speaker_name AS speaker, coalesce(e.name, q.speaker_name) AS speaker_canonical, q.speaker_text, q.speaker_start, q.speaker_end, q.speaker_kind,
       l.entity_id AS speaker_id, q.speaker_role, q.speaker_method,
       list_transform(q.candidates, lambda x, i: struct_pack(entity_id := c.entity_ids[i], name := x.name, score := x.score)) AS candidates,
       q.addressee, q.medium, q.told_to, q.reported_by, q.said_on, q.score, q.ingest_date, q.batch, q.run_id, q.version
FROM lake.quotes q
LEFT JOIN lake.entity_links l ON l.entity_key = q.speaker_key
LEFT JOIN lake.entities e ON e.entity_id = l.entity_id
LEFT JOIN lake.quote_candidates c ON c.quote_id = q.quote_id;
