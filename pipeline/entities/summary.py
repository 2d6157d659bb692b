"""One row an article-level entity: what its mentions say of it, for linking over the corpus. Compares nothing with anything.

Only what somebody or something is named by becomes a row: an unnamed مصدر أمني or الوزير of one article is never anybody of another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import polars as pl

from pipeline.entities.gazetteer import alias_of, country_named, nationality, place_named
from pipeline.entities.homonyms import homonyms, meant
from pipeline.entities.skeleton import name_form

S = pl.String()

#: Columns of a summary.
SUMMARY_SCHEMA: Final[dict[str, pl.DataType]] = {
    "entity_key": S,
    "article_id": S,
    "type": S,
    "name": S,
    "forms": pl.List(pl.Struct({"form": S, "n": pl.Int32()})),
    "roles": pl.List(S),
    "n_mentions": pl.Int32(),
    "day": pl.Date(),
    "nations": pl.List(S),
    "places": pl.List(S),
}
#: Least inhabitants of a town that says in which country an article plays.
_TOWN = 30_000


def _lookup(column: str, of: Callable[[str], str | None], values: pl.Series) -> pl.Expr:
    """What a function says of the values of a column, asked once for each."""
    distinct = values.unique().drop_nulls().to_list()
    return pl.col(column).replace_strict(distinct, [of(v) for v in distinct], default=None, return_dtype=pl.String)


@lru_cache(maxsize=1 << 15)
def _country_of_place(name: str) -> str | None:
    code = country_named(name)
    if code:
        return code
    place = place_named(name)
    return place.country if place and place.population >= _TOWN else None


@lru_cache(maxsize=1 << 14)
def _nation_of_word(word: str) -> str | None:
    return nationality(word) or (country_named(word) if not word.startswith("ل") else None)


@lru_cache(maxsize=1 << 15)
def _nation_of_role(role: str) -> str | None:
    for word in name_form(role).words:
        code = _nation_of_word(word)
        if code:
            return code
    return country_named(role.split(maxsplit=1)[1]) if " " in role else None


@lru_cache(maxsize=1 << 14)
def _whole_form(type_: str, form: str, name: str) -> str:
    """A form that begins with a single lam with the alef that لل leaves out, if the entity's name or a list shows that it is missing."""
    whole = "ا" + form
    written, named = name_form(whole), name_form(name)
    if written.parts[:1] == named.parts[:1] or written.words[0] in named.words:
        return whole
    return whole if alias_of(type_, whole) is not None and alias_of(type_, form) is None else form


def _forms(names: pl.DataFrame) -> pl.DataFrame:
    """How each entity is written, with counts."""
    lacking = names["exact"].str.contains("^ل[^ل]")
    if lacking.any():
        rows = names.filter(lacking)
        whole = list(map(_whole_form, *(rows[column].to_list() for column in ("type", "exact", "name"))))
        names = pl.concat([names.filter(~lacking), rows.with_columns(exact=pl.Series(whole, dtype=pl.String))])
    pairs = names.group_by("entity_key", "exact").agg(n=pl.len().cast(pl.Int32))
    ordered = pairs.sort("entity_key", "n", "exact", descending=[False, True, False])
    return ordered.group_by("entity_key", maintain_order=True).agg(forms=pl.struct(form="exact", n="n"))


def _roles(mentions: pl.DataFrame) -> pl.DataFrame:
    """The roles beside each person's names, most said first, and the countries they tell."""
    beside = (pl.col("type") == "PER") & (pl.col("kind") == "name") | (pl.col("kind") == "role") & (pl.col("method") == "title")
    roles = mentions.filter(pl.col("role").is_not_null() & beside).group_by("entity_key", "role").agg(n=pl.len())
    return (
        roles.sort("entity_key", "n", "role", descending=[False, True, False])
        .with_columns(nation=_lookup("role", _nation_of_role, roles["role"]))
        .group_by("entity_key", maintain_order=True)
        .agg(roles=pl.col("role"), nations=pl.col("nation").drop_nulls().unique(maintain_order=True))
    )


def _places(names: pl.DataFrame) -> pl.DataFrame:
    """The countries each article's places lie in, most named first."""
    located = names.filter(pl.col("type") == "LOC")
    return (
        located.with_columns(code=_lookup("name", _country_of_place, located["name"]))
        .drop_nulls("code")
        .group_by("article_id", "code")
        .agg(n=pl.len())
        .sort("article_id", "n", "code", descending=[False, True, False])
        .group_by("article_id", maintain_order=True)
        .agg(places=pl.col("code").head(3))
    )


def _told_apart(out: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The same rows, those of a name that a country and a town share called by what tells which is meant."""
    places = out.filter(pl.col("type") == "LOC")
    rows = places.filter(pl.col("name").is_in([n for n in places["name"].unique().to_list() if name_form(n).text in homonyms()]))
    if rows.is_empty():
        return out
    beside = dict(names.filter(pl.col("article_id").is_in(rows["article_id"].to_list())).group_by("article_id").agg(pl.col("name").unique()).iter_rows())
    said: dict[str, str] = {}
    for entity_key, article, name, forms in rows.select("entity_key", "article_id", "name", "forms").iter_rows():
        text = name_form(name).text
        others = [n for n in beside[article] if name_form(n).text != text]
        countries = {code for n in others if (code := _country_of_place(n))}
        said[entity_key] = meant(text, [f["form"] for f in forms], countries, {name_form(n).text for n in others})
    return out.with_columns(name=pl.col("entity_key").replace_strict(list(said), list(said.values()), default=pl.col("name")))


def summarise(mentions: pl.DataFrame) -> pl.DataFrame:
    """Sums up the mentions of each article-level entity that is named.

    Args:
        mentions: Rows of `mentions` with a column `day`, the day of publication or else of ingestion.

    Returns:
        Rows in `SUMMARY_SCHEMA`, by `entity_key`: forms with counts, roles, day, nations its roles tell, and countries the article's places
        lie in (most named first).
    """
    names = mentions.filter(pl.col("kind") == "name")
    if names.is_empty():
        return pl.DataFrame(schema=SUMMARY_SCHEMA)
    forms = _forms(names)
    base = mentions.group_by("entity_key").agg(pl.col("article_id", "type", "name", "day").first(), n_mentions=pl.len().cast(pl.Int32))
    # forms are by key; whoever has none is named nowhere
    out = forms.join(base, on="entity_key", how="left", maintain_order="left").join(_roles(mentions), on="entity_key", how="left", maintain_order="left")
    out = _told_apart(out, names).join(_places(names), on="article_id", how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return out.with_columns(pl.col("roles", "nations", "places").fill_null(empty)).select(list(SUMMARY_SCHEMA)).cast(SUMMARY_SCHEMA)  # type: ignore[arg-type]
