-- events as stored, with corpus entities in place of the article's own keys.
CREATE OR REPLACE VIEW events AS
SELECT v.event_id, v.article_id, v.sentence, v.start, v."end", v.trigger, v.type, v.mode, v.status, v.voice,
       list_transform(v.actors, lambda x, i: struct_pack(
           entity_id := a.entity_ids[i], name := x.name, country := x.country, sector := x.sector, start := x.start, "end" := x."end")) AS actors,
       list_transform(v.recipients, lambda x, i: struct_pack(
           entity_id := a.entity_ids[len(v.actors) + i], name := x.name, country := x.country, sector := x.sector, start := x.start, "end" := x."end")) AS recipients,
       v.place, l.entity_id AS place_id, v.date, v.quote_id, v.quantities, v.cameo_root, v.quad_code,
       v.rule, v.score, v.ingest_date, v.batch, v.run_id, v.version
FROM lake.events v
LEFT JOIN lake.entity_links l ON l.entity_key = v.place_key
LEFT JOIN lake.event_actors a ON a.event_id = v.event_id;
