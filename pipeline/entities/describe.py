"""Describes the entities of the corpus from their links: canonical name, spellings, roles, country, counts. Links nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple

import polars as pl

from pipeline.entities.bodies import body_key
from pipeline.entities.gazetteer import alias_of, countries, country_labels, country_named, place_named
from pipeline.entities.latin import latin
from pipeline.entities.skeleton import name_form
from schemas import TABLES

VERSION: Final = "1"

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


def _merged(previous: pl.DataFrame, rows: list[dict[str, Any]]) -> None:
    """Notes for ids that no link has any more which entity bears their name now."""
    current = {r["entity_id"]: r for r in rows}
    by_form: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: r["n_articles"]):
        for alias in row["aliases"]:
            by_form[row["type"], name_form(alias["form"]).text] = row
    for old in previous.select("entity_id", "type", "name", "merged_from").iter_rows(named=True):
        heir = current.get(old["entity_id"])
        gone = list(old["merged_from"])
        if heir is None:
            heir = by_form.get((old["type"], name_form(old["name"]).text))
            gone.append(old["entity_id"])
        if heir is not None:
            heir["merged_from"] = sorted({*heir["merged_from"], *gone} - set(current))


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
    rows: list[dict[str, Any]] = []
    for row in base.join(forms, on="entity_id", how="left").join(roles, on="entity_id", how="left").sort("entity_id").iter_rows(named=True):
        name = canonical(row["type"], Counter(row["names"]))
        known = facts(row["type"], name, Counter(row["nations"]), Counter(p for p in row["places"] if p))
        rows.append(
            {
                "entity_id": row["entity_id"],
                "type": row["type"],
                "name": name,
                "name_latin": known.latin,
                "country": known.country,
                "latitude": known.latitude,
                "longitude": known.longitude,
                "wikidata_ids": known.wikidata,
                "aliases": row["aliases"] or [],
                "roles": row["roles"] or [],
                "n_mentions": row["n_mentions"],
                "n_articles": row["n_articles"],
                "n_quotes": row["n_quotes"],
                "first_seen": row["first_seen"],
                "last_seen": row["last_seen"],
                "merged_from": [],
            }
        )
    _merged(previous, rows)
    return table.frame(rows)
