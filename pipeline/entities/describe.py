"""Describes the entities of the corpus from their links: canonical name, spellings, roles, country, counts. Links nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import polars as pl

from pipeline.entities.body_key import body_key
from pipeline.entities.gazetteer import alias_of, countries, country_labels, country_named, place_named
from pipeline.entities.latin import latin
from pipeline.entities.skeleton import name_form
from schemas import TABLES

VERSION: Final = "4"

#: Columns found for one entity at a time.
_FOUND: Final = {"name_latin": pl.String, "country": pl.String, "latitude": pl.Float64, "longitude": pl.Float64, "wikidata": pl.String}

_FULL = 2
#: Share of the nations its roles tell from which a person is of that country.
_CITIZEN = 0.6


#: What the gazetteers and the roles say of an entity: Latin form, country, latitude, longitude, Wikidata id.
Facts = tuple[str | None, str | None, float | None, float | None, str | None]


def _first(rows: pl.DataFrame, *by: str, descending: bool = True) -> pl.DataFrame:
    """One row an entity (by number): of those with most `n` the one that comes last (first, if not descending) by further columns."""
    ordered = rows.sort("entity", "n", *by, descending=[False, True, *[descending] * len(by)])
    return ordered.unique("entity", keep="first", maintain_order=True)


def canonical(names: pl.DataFrame) -> pl.DataFrame:
    """The name to show of each entity: the listed one, else the one most articles have as fullest (of persons one of two parts or more).

    Args:
        names: Columns `entity`, `type`, `name` and `n`, the number of articles that have the name as fullest.

    Returns:
        Columns `entity` and `name`.
    """
    rivals = names.filter(pl.len().over("entity") > 1)
    persons = rivals.filter(pl.col("type") == "PER").select("type", "name").unique()
    forms = [name_form(n) for n in persons["name"].to_list()]
    persons = persons.with_columns(
        full=pl.Series([len(f.parts) >= _FULL for f in forms], dtype=pl.Boolean),
        words=pl.Series([len(f.words) for f in forms], dtype=pl.UInt32),
    )
    rows = rivals.join(persons, on=["type", "name"], how="left").with_columns(pl.col("full").fill_null(value=False))
    rows = rows.with_columns(width=pl.when("full").then("words").otherwise(pl.col("name").str.len_chars()))
    has_full = pl.col("full").any().over("entity")
    best = _first(rows.filter(pl.col("full") | ~has_full), "width", "name").select("entity", best="name")
    bodies = names.filter(pl.col("type") != "PER").select("type", "name").unique()
    aliases = list(map(alias_of, bodies["type"].to_list(), bodies["name"].to_list()))
    bodies = bodies.with_columns(listed=pl.Series(aliases, dtype=pl.String)).drop_nulls("listed")
    listed = _first(names.join(bodies, on=["type", "name"], how="inner"), "name", descending=False).select("entity", "listed")
    called = names.select("entity", "name").unique("entity").join(best, on="entity", how="left").join(listed, on="entity", how="left")
    return called.select("entity", name=pl.coalesce("listed", "best", "name"))


def facts(type_: str, name: str, nation: str | None, place: str | None) -> Facts:
    """Country, coordinates, Latin form and Wikidata id of an entity, where they are known.

    Args:
        type_: PER, ORG or LOC.
        name: Its canonical name.
        nation: Country that its roles tell.
        place: Country that most of its articles play in.
    """
    if type_ == "PER":
        return latin(name), nation, None, None, None
    if type_ == "ORG":
        k = body_key("ORG", name)
        # a body that every country has one of is that of the country its articles play in
        return name if name.isascii() else None, k.code or (place if k.generic and k.alias is None else None), None, None, None
    return _place(name)


@lru_cache(maxsize=1 << 15)
def _place(name: str) -> Facts:
    code = country_labels().get(name) or country_named(name)
    if code and code in countries():
        country_ = countries()[code]
        return country_.latin, code, None, None, country_.wikidata
    found = place_named(name) or place_named(body_key("LOC", name).core)
    if found:
        return found.latin, found.country, found.latitude, found.longitude, None
    return None, None, None, None, None


def _merged(previous: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The ids that no link has any more, each with the entity of now that it meant or whose name it bore."""
    if previous.is_empty():
        return pl.DataFrame(schema={"entity_id": pl.String, "gone": pl.String})
    passed = previous.select("entity_id", gone="merged_from").explode("gone", empty_as_null=False, keep_nulls=False)
    lost = previous.join(now, on="entity_id", how="anti").select("entity_id", "type", "name")
    heirs: dict[str, str] = {}
    if not lost.is_empty():
        by_form: dict[tuple[str, str], str] = {}
        # of several of one name the one of most articles
        ordered = now.sort("n_articles", maintain_order=True).select("entity_id", "type", forms=pl.col("aliases").list.eval(pl.element().struct.field("form")))
        for id_, type_, forms in ordered.iter_rows():
            for form in forms or ():
                by_form[type_, name_form(form).text] = id_
        for id_, type_, name in lost.iter_rows():
            heir = by_form.get((type_, name_form(name).text))
            if heir is not None:
                heirs[id_] = heir
    inherited = pl.DataFrame({"gone": list(heirs), "entity_id": list(heirs.values())}, schema={"gone": pl.String, "entity_id": pl.String})
    # what a lost id had taken over itself goes to its heir too
    of_lost = passed.join(inherited.rename({"entity_id": "heir", "gone": "entity_id"}), on="entity_id", how="inner").select(entity_id="heir", gone="gone")
    return pl.concat([passed, inherited.select("entity_id", "gone"), of_lost]).join(now, left_on="gone", right_on="entity_id", how="anti")


def entities(links: pl.DataFrame, summaries: pl.DataFrame, spoken: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    """Describes every entity that has links.

    Args:
        links: Rows of `entity_links`; their keys and entities are enough.
        summaries: Rows of `pipeline.entities.summary` for the same keys.
        spoken: Columns `entity_key` and `n_quotes`: quotes spoken by article-level entities.
        previous: Rows of `entities` as last described, types, names and `merged_from` are enough; ids that are gone are kept in `merged_from`.

    Returns:
        Rows of `entities`, by id.
    """
    table = TABLES["entities"]
    joined = links.select("entity_key", "entity_id").join(summaries, on="entity_key", how="inner")
    if joined.is_empty():
        return table.empty()
    joined = joined.join(spoken.select("entity_key", pl.col("n_quotes").cast(pl.Int64)), on="entity_key", how="left")
    base = joined.group_by("entity_id").agg(
        pl.col("type").first(),
        n_mentions=pl.col("n_mentions").sum(),
        n_articles=pl.col("article_id").n_unique(),
        n_quotes=pl.col("n_quotes").fill_null(0).sum(),
        first_seen=pl.col("day").min(),
        last_seen=pl.col("day").max(),
    )
    # numbers are grouped, sorted and joined faster than ids
    now = base.sort("entity_id").with_row_index("entity")
    joined = joined.join(now.select("entity_id", "entity"), on="entity_id", how="left")
    names = canonical(joined.group_by("entity", "type", "name").agg(n=pl.len()))
    nations = joined.select("entity", nation="nations").explode("nation", empty_as_null=False, keep_nulls=False).group_by("entity", "nation").agg(n=pl.len())
    citizens = _first(nations.with_columns(of=pl.col("n").sum().over("entity")), "nation").filter(pl.col("n") >= _CITIZEN * pl.col("of"))
    places = _first(joined.select("entity", place=pl.col("places").list.first()).drop_nulls("place").group_by("entity", "place").agg(n=pl.len()), "place")
    forms = (
        joined.select("entity", "forms")
        .explode("forms", empty_as_null=False, keep_nulls=False)
        .unnest("forms")
        .drop_nulls("form")
        .group_by("entity", "form")
        .agg(pl.col("n").sum().cast(pl.Int32))
        .sort("entity", "n", "form", descending=[False, True, False])
        .group_by("entity", maintain_order=True)
        .agg(aliases=pl.struct("form", "n"))
    )
    roles = (
        joined.select("entity", "day", "roles")
        .explode("roles", empty_as_null=False, keep_nulls=False)
        .drop_nulls("roles")
        .group_by("entity", role="roles")
        .agg(n=pl.len().cast(pl.Int32), first_seen=pl.col("day").min(), last_seen=pl.col("day").max())
        .sort("entity", "n", "role", descending=[False, True, False])
        .group_by("entity", maintain_order=True)
        .agg(roles=pl.struct("role", "n", "first_seen", "last_seen"))
    )
    for more in (names, citizens.select("entity", "nation"), places.select("entity", "place"), forms, roles):
        now = now.join(more, on="entity", how="left", maintain_order="left")
    told = map(facts, *(now[c].to_list() for c in ("type", "name", "nation", "place")))
    schema = table.polars_schema
    # whole columns: a frame made of rows, or a column of lists, costs as much as all the rest
    found = pl.DataFrame(dict(zip(_FOUND, zip(*told, strict=True), strict=True)), schema=_FOUND)
    merged = _merged(previous, now).unique().sort("entity_id", "gone").group_by("entity_id", maintain_order=True).agg(merged_from="gone")
    out = pl.concat([now, found], how="horizontal").join(merged, on="entity_id", how="left", maintain_order="left")
    # most have none, and dropping nulls from many lists takes long
    known_elsewhere = pl.when(pl.col("wikidata").is_null()).then(pl.lit([], dtype=pl.List(pl.String))).otherwise(pl.concat_list("wikidata"))
    out = out.with_columns(pl.col("aliases", "roles", "merged_from").fill_null([]), wikidata_ids=known_elsewhere)
    return out.select(list(schema)).cast(schema)  # type: ignore[arg-type]
