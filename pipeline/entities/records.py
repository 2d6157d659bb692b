"""What is to be linked: the rows of a summary as records, in the order they are linked. Knows no entity of the corpus.

What is said of a name, and of an article, is found once for all rows that share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.entities.gazetteer import listed_places
from pipeline.entities.heads import heads
from pipeline.entities.skeleton import NameForm, name_form

#: المملكة, folded: a country, though not one that its name tells.
KINGDOM: Final = "مملكه"
_NOBODY: Final[frozenset[str]] = frozenset()
#: Least letters of a word that is compared between roles.
_ROLE_WORD = 3
#: Rank of names that are left out.
_LAST: Final = np.iinfo(np.int64).max


class Record(NamedTuple):
    """One article-level entity to be linked.

    Attributes:
        key: Its key.
        article: Its article.
        type: PER, ORG or LOC.
        name: Fullest name in the article.
        form: That name folded.
        roles: Folded words of the roles beside it.
        reigns: Whether one of them is that of a sovereign, who is called by the first name.
        nations: Countries that its roles tell.
        places: Countries of the article's places, most named first.
        context: Folded names of the entities of the article, its own among them.
    """

    key: str
    article: str
    type: str
    name: str
    form: NameForm
    roles: frozenset[str]
    reigns: bool
    nations: tuple[str, ...]
    places: tuple[str, ...]
    context: frozenset[str]


@lru_cache(maxsize=1 << 15)
def _words_of_role(role: str) -> frozenset[str]:
    return frozenset([p for p in name_form(role).parts if len(p) >= _ROLE_WORD])


def role_words(roles: Iterable[str]) -> frozenset[str]:
    """The words of roles that can be compared."""
    words = list(map(_words_of_role, roles))
    # of one role, as most have, the same set for all who have it
    return words[0] if len(words) == 1 else frozenset().union(*words)


@lru_cache(maxsize=1 << 15)
def _is_sovereigns(role: str) -> bool:
    words = name_form(role).words
    return bool(words) and words[0] in heads().sovereigns


def reigns(roles: Iterable[str]) -> bool:
    """Whether one of some roles is that of a sovereign: الملك, not مدير مكتبة الملك."""
    return any(map(_is_sovereigns, roles))


@cache
def _everywhere() -> frozenset[str]:
    """Folded names that stand beside everybody: of countries and towns."""
    return listed_places() | {KINGDOM}


def context_names(names: Iterable[str]) -> frozenset[str]:
    """Those of some folded names that tell something of who stands beside them."""
    return frozenset(names) - _everywhere()


@cache
def _honorifics() -> dict[str, list[tuple[str, ...]]]:
    """Honorifics by their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in heads().honorifics:
        found.setdefault(words[0], []).append(words)
    return found


def _person_form(form: NameForm) -> NameForm:
    """A person's folded name without honorifics: آية الله is no given name."""
    for words in _honorifics().get(form.words[0], ()) if form.words else ():
        if form.words[: len(words)] == words and len(form.words) > len(words):
            return name_form(" ".join(form.words[len(words) :]))
    return form


class _Groups(NamedTuple):
    """Rows that share the values of some columns.

    Attributes:
        values: The columns, one row a group.
        rows: The rows of the first group, then those of the second, and so on.
        ends: Where each group ends among them.
        of: The group of every row.
    """

    values: pl.DataFrame
    rows: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


def _grouped(rows: pl.DataFrame, *by: str) -> _Groups:
    groups = rows.select(by).with_row_index("row").group_by(by, maintain_order=True).agg("row")
    sizes = groups["row"].list.len().to_numpy().astype(np.int64)
    flat = groups["row"].explode(empty_as_null=False, keep_nulls=False).to_numpy().astype(np.int64)
    of = np.empty(len(flat), np.int64)
    of[flat] = np.repeat(np.arange(len(sizes)), sizes)
    return _Groups(groups.drop("row"), flat, np.cumsum(sizes), of)


class Batch:
    """Article-level entities to be linked.

    Args:
        new: Summaries in the order they are linked in.

    Attributes:
        records: A record each.
        name_of: For every record the number of its name: each type and name that occurs has one.
        types: Type, by number of the name.
        names: Name as written, by its number.
        forms: The name folded.
        texts: The text of that form.
        counts: How many records bear the name.
    """

    def __init__(self, new: pl.DataFrame) -> None:
        named, told_by = _grouped(new, "type", "name"), _grouped(new, "article_id")
        self.types: list[str] = named.values["type"].to_list()
        self.names: list[str] = named.values["name"].to_list()
        plain = list(map(name_form, self.names))
        self.forms = [_person_form(form) if type_ == "PER" else form for type_, form in zip(self.types, plain, strict=True)]
        self.texts = [form.text for form in self.forms]
        self.counts: list[int] = np.diff(named.ends, prepend=0).tolist()
        self.name_of: list[int] = named.of.tolist()
        self._name_of = named.of
        # by article: names that tell something of who stands beside them
        beside_whom, everywhere = [form.text for form in plain], _everywhere()
        tells = np.array([text not in everywhere for text in beside_whom], np.bool_)
        beside = named.of[told_by.rows]
        telling = tells[beside]
        ends = [0, *np.cumsum(telling)[told_by.ends - 1].tolist()]
        texts = list(map(beside_whom.__getitem__, beside[telling].tolist()))
        context = [frozenset(texts[a:b]) for a, b in pairwise(ends)]
        places = list(map(tuple, new["places"].gather(told_by.rows[np.r_[0, told_by.ends[:-1]]]).to_list()))
        articles, article_of = told_by.values["article_id"].to_list(), told_by.of.tolist()
        # roles are told of few
        roles, crowned, nations = [_NOBODY] * new.height, [False] * new.height, [()] * new.height
        told = new.select("roles", "nations").with_row_index().filter(pl.col("roles").list.len() > 0)
        for n, said, countries in told.iter_rows():
            roles[n], crowned[n], nations[n] = role_words(said), reigns(said), tuple(countries)
        of_name = (map(column.__getitem__, self.name_of) for column in (self.types, self.names, self.forms))
        of_article = (map(column.__getitem__, article_of) for column in (places, context))
        self.records = list(map(Record, new["entity_key"].to_list(), map(articles.__getitem__, article_of), *of_name, roles, crowned, nations, *of_article))

    def ordered(self, ranks: dict[int, int]) -> list[int]:
        """The records of some names, by rank, those of one rank as they stand.

        Args:
            ranks: The rank of each of these names, by place among the names.
        """
        of_names = np.full(len(self.names), _LAST)
        of_names[list(ranks)] = list(ranks.values())
        of_records = of_names[self._name_of]
        return np.argsort(of_records, kind="stable")[: np.count_nonzero(of_records < _LAST)].tolist()  # type: ignore[no-any-return]

    def persons(self) -> list[int]:
        """The records of persons, those of most parts first."""
        return self.ordered({at: -len(form.parts) for at, (type_, form) in enumerate(zip(self.types, self.forms, strict=True)) if type_ == "PER"})
