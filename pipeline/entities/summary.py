"""One row an article-level entity: what its mentions say of it, for linking over the corpus. Compares nothing with anything.

Only what somebody or something is named by becomes a row: an unnamed مصدر أمني or الوزير of one article is never anybody of another.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.entities.gazetteer import country_named, nationality, place_named
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
    "others": pl.List(S),
}
#: Names of an article kept as context of each of its entities.
_OTHERS = 16
#: Least inhabitants of a town that says in which country an article plays.
_TOWN = 30_000


def _lookup(values: pl.Series, out: dict[str, str | None], name: str) -> pl.Expr:
    del values
    return pl.col(name).replace_strict(list(out), list(out.values()), default=None, return_dtype=pl.String)


def _country_of_place(name: str) -> str | None:
    code = country_named(name)
    if code:
        return code
    place = place_named(name)
    return place.country if place and place.population >= _TOWN else None


def _nation_of_role(role: str) -> str | None:
    for word in name_form(role).words:
        code = nationality(word) or (country_named(word) if not word.startswith("ل") else None)
        if code:
            return code
    return country_named(role.split(maxsplit=1)[1]) if " " in role else None


def _whole_form(form: str, name: str) -> str:
    """A form with the alef that لل leaves out, if the entity's name shows that it is missing."""
    if form.startswith("ل") and not form.startswith("لل"):
        whole = "ا" + form
        if name_form(whole).parts[:1] == name_form(name).parts[:1]:
            return whole
    return form


def summarise(mentions: pl.DataFrame) -> pl.DataFrame:
    """Sums up the mentions of each article-level entity that is named.

    Args:
        mentions: Rows of `mentions` with a column `day`, the day of publication or else of ingestion.

    Returns:
        Rows in `SUMMARY_SCHEMA`, by `entity_key`: forms with counts, roles, day, nations its roles tell, countries the article's places
        lie in (most named first), and other names of the article.
    """
    names = mentions.filter(pl.col("kind") == "name")
    if names.is_empty():
        return pl.DataFrame(schema=SUMMARY_SCHEMA)
    pairs = names.group_by("entity_key", "name", "exact").agg(n=pl.len().cast(pl.Int32))
    pairs = pairs.with_columns(form=pl.Series([_whole_form(x, n) for x, n in pairs.select("exact", "name").iter_rows()], dtype=pl.String))
    forms = (
        pairs.group_by("entity_key", "form")
        .agg(pl.col("n").sum())
        .sort("entity_key", "n", "form", descending=[False, True, False])
        .group_by("entity_key", maintain_order=True)
        .agg(forms=pl.struct("form", "n"))
    )
    roles = mentions.filter(pl.col("role").is_not_null() & (pl.col("type") == "PER") & (pl.col("kind") == "name") | (pl.col("kind") == "role") & (pl.col("method") == "title"))
    roles = roles.filter(pl.col("role").is_not_null()).group_by("entity_key", "role").agg(n=pl.len()).sort("entity_key", "n", "role", descending=[False, True, False])
    nation = {r: _nation_of_role(r) for r in roles["role"].unique().to_list()}
    roles = (
        roles.with_columns(nation=_lookup(roles["role"], nation, "role"))
        .group_by("entity_key", maintain_order=True)
        .agg(roles=pl.col("role"), nations=pl.col("nation").drop_nulls().unique(maintain_order=True))
    )

    located = names.filter(pl.col("type") == "LOC")
    country = {n: _country_of_place(n) for n in located["name"].unique().to_list()}
    places = (
        located.with_columns(code=_lookup(located["name"], country, "name"))
        .drop_nulls("code")
        .group_by("article_id", "code")
        .agg(n=pl.len())
        .sort("article_id", "n", "code", descending=[False, True, False])
        .group_by("article_id", maintain_order=True)
        .agg(places=pl.col("code").head(3))
    )
    others = (
        names.group_by("article_id", "name")
        .agg(n=pl.len())
        .sort("article_id", "n", "name", descending=[False, True, False])
        .group_by("article_id", maintain_order=True)
        .agg(others=pl.col("name").head(_OTHERS))
    )
    base = mentions.filter(pl.col("entity_key").is_in(names["entity_key"].unique().implode()))
    base = base.group_by("entity_key").agg(
        pl.col("article_id").first(),
        pl.col("type").first(),
        pl.col("name").first(),
        n_mentions=pl.len().cast(pl.Int32),
        day=pl.col("day").first(),
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    out = base.join(forms, on="entity_key", how="left").join(roles, on="entity_key", how="left").join(places, on="article_id", how="left").join(others, on="article_id", how="left")
    out = out.with_columns(pl.col("roles").fill_null(empty), pl.col("nations").fill_null(empty), pl.col("places").fill_null(empty), pl.col("others").fill_null(empty))
    return out.select(list(SUMMARY_SCHEMA)).cast(SUMMARY_SCHEMA).sort("entity_key")  # type: ignore[arg-type]
