"""Describes the entities of the corpus from their links: canonical name, spellings, roles, country, counts. Links nothing."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

import polars as pl

from pipeline.entities.bodies import body_key
from pipeline.entities.gazetteer import alias_of, countries, country_labels, country_named, place_named
from pipeline.entities.latin import latin
from pipeline.entities.skeleton import name_form
from schemas import TABLES

VERSION: Final = "1"

#: Columns found for one entity at a time: its name, its facts, and the ids it took over.
_FOUND: Final = ("name", "name_latin", "country", "latitude", "longitude", "wikidata_ids", "merged_from")

_FULL = 2
#: Share of the nations its roles tell from which a person is of that country.
_CITIZEN = 0.6


class Facts(NamedTuple):
    """What the gazetteers and the roles say of an entity."""

    latin: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    wikidata: list[str]


def canonical(type_: str, names: Counter[str]) -> str:
    """The name to show: the listed one, else the one most articles have as fullest (of persons one of two parts or more)."""
    top = max(names, key=lambda n: (names[n], len(n), n))
    if type_ != "PER":
        for name in sorted(names, key=lambda n: (-names[n], n)):
            listed = alias_of(type_, name)
            if listed:
                return listed
        return top
    full = [n for n in names if len(name_form(n).parts) >= _FULL]
    return max(full, key=lambda n: (names[n], len(name_form(n).words), n)) if full else top


def facts(type_: str, name: str, nations: Counter[str], places: Counter[str]) -> Facts:
    """Country, coordinates, Latin form and Wikidata ids of an entity, where they are known."""
    if type_ == "PER":
        total = sum(nations.values())
        country = max(nations, key=lambda c: (nations[c], c)) if nations else None
        return Facts(latin(name), country if country and nations[country] >= _CITIZEN * total else None, None, None, [])
    if type_ == "ORG":
        k = body_key("ORG", name)
        # a body that every country has one of is that of the country its articles play in
        told = k.code or (max(places, key=lambda c: (places[c], c)) if k.generic and k.alias is None and places else None)
        return Facts(name if name.isascii() else None, told, None, None, [])
    code = country_labels().get(name) or country_named(name)
    if code and code in countries():
        country_ = countries()[code]
        return Facts(country_.latin, code, None, None, [country_.wikidata] if country_.wikidata else [])
    place = place_named(name) or place_named(body_key("LOC", name).core)
    if place:
        return Facts(place.latin, place.country, place.latitude, place.longitude, [])
    return Facts(None, None, None, None, [])


def _merged(previous: pl.DataFrame, now: pl.DataFrame) -> list[list[str]]:
    """For every entity of now the ids that no link has any more and that meant it or bore its name."""
    ids: list[str] = now["entity_id"].to_list()
    current = {id_: n for n, id_ in enumerate(ids)}
    out: list[set[str]] = [set() for _ in ids]
    lost = previous.join(now, on="entity_id", how="anti").select("entity_id", "type", "name")
    for id_, gone in previous.filter(pl.col("merged_from").list.len() > 0).select("entity_id", "merged_from").iter_rows():
        if id_ in current:
            out[current[id_]].update(gone)
    if not lost.is_empty():
        by_form: dict[tuple[str, str], int] = {}
        # of several of one name the one of most articles
        ordered = now.with_row_index("at").sort("n_articles", maintain_order=True).select("at", "type", forms=pl.col("aliases").list.eval(pl.element().struct.field("form")))
        for at, type_, forms in ordered.iter_rows():
            for form in forms or ():
                by_form[type_, name_form(form).text] = at
        passed = dict(previous.select("entity_id", "merged_from").iter_rows())
        for id_, type_, name in lost.iter_rows():
            heir = by_form.get((type_, name_form(name).text))
            if heir is not None:
                out[heir].update(passed[id_], [id_])
    return [sorted(i for i in gone if i not in current) for gone in out]


def entities(links: pl.DataFrame, summaries: pl.DataFrame, spoken: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """Describes every entity that has links.

    Args:
        links: Rows of `entity_links`.
        summaries: Rows of `pipeline.entities.summary` for the same keys.
        spoken: Columns `entity_key` and `n_quotes`: quotes spoken by article-level entities.
        previous: Rows of `entities` as last described; ids that are gone are kept in `merged_from`.

    Returns:
        Rows of `entities`, by id.
    """
    table = TABLES["entities"]
    joined = links.select("entity_key", "entity_id").join(summaries, on="entity_key", how="inner")
    if joined.is_empty():
        return table.empty()
    joined = joined.join(spoken.select("entity_key", pl.col("n_quotes").cast(pl.Int64)), on="entity_key", how="left")
    base = (
        joined.group_by("entity_id")
        .agg(
            pl.col("type").first(),
            names=pl.col("name"),
            nations=pl.col("nations").list.explode(empty_as_null=False, keep_nulls=False),
            places=pl.col("places").list.first(),
            n_mentions=pl.col("n_mentions").sum(),
            n_articles=pl.col("article_id").n_unique(),
            n_quotes=pl.col("n_quotes").fill_null(0).sum(),
            first_seen=pl.col("day").min(),
            last_seen=pl.col("day").max(),
        )
        .sort("entity_id")
    )
    forms = (
        joined.select("entity_id", "forms")
        .explode("forms", empty_as_null=False, keep_nulls=False)
        .unnest("forms")
        .drop_nulls("form")
        .group_by("entity_id", "form")
        .agg(pl.col("n").sum().cast(pl.Int32))
        .sort("entity_id", "n", "form", descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(aliases=pl.struct("form", "n"))
    )
    roles = (
        joined.select("entity_id", "day", "roles")
        .explode("roles", empty_as_null=False, keep_nulls=False)
        .drop_nulls("roles")
        .group_by("entity_id", role="roles")
        .agg(n=pl.len().cast(pl.Int32), first_seen=pl.col("day").min(), last_seen=pl.col("day").max())
        .sort("entity_id", "n", "role", descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(roles=pl.struct("role", "n", "first_seen", "last_seen"))
    )
    now = base.join(forms, on="entity_id", how="left").join(roles, on="entity_id", how="left").sort("entity_id")
    told: list[tuple[object, ...]] = []
    merged = iter(_merged(previous, now))
    for type_, called, nations, places in zip(*(now[c].to_list() for c in ("type", "names", "nations", "places")), strict=True):
        name = canonical(type_, Counter(called))
        told.append((name, *facts(type_, name, Counter(nations), Counter(p for p in places if p)), next(merged)))
    schema = table.polars_schema
    found = pl.DataFrame(told, schema={c: schema[c] for c in _FOUND}, orient="row")
    out = pl.concat([now.drop("nations", "places"), found], how="horizontal").with_columns(pl.col("aliases", "roles").fill_null([]))
    return out.select(list(schema)).cast(schema)  # type: ignore[arg-type]
