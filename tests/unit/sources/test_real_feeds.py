"""Real feeds and pages, read from the project's data folder where it is at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.sources.read import read
from pipeline.sources.record import RawRecord

DATA = Path(__file__).parents[4] / "shared" / "data" / "html_rss"
SEEDS = DATA.parents[1] / "seeds"
SAMPLE = Path(__file__).parents[3] / "sample"

pytestmark = pytest.mark.filterwarnings("error")


def files(folder, pattern):
    found = sorted(p for p in folder.glob(pattern) if p.is_file()) if folder.is_dir() else []
    return found or [pytest.param(None, marks=pytest.mark.skip(reason=f"{folder} is not at hand"))]


def read_file(path):
    with path.open("rb") as stream:
        return list(read(stream, path.name, source="test", uri=path.name))


@pytest.mark.parametrize("path", files(DATA / "rss_2025_S8" / "scrapping" / "scrapping" / "data" / "xml", "*"))
def test_every_item_of_a_feed_is_a_document_with_its_date(path):
    text = path.read_text("utf-8")
    dates = [re.sub(r"<!\[CDATA\[(.*?)\]\]>", r"\1", d).strip() for d in re.findall(r"<pubDate>(.*?)</pubDate>", text, re.DOTALL)]
    made = read_file(path)
    assert len(made) == len(re.findall(r"<item[ >]", text)) > 0
    assert all(isinstance(m, RawRecord) and m.title and m.url for m in made)
    assert [m.published_raw for m in made] == dates
    assert {m.published_from for m in made} == {"feed"}


@pytest.mark.parametrize("path", files(DATA, "**/*.html*"))
def test_a_page_is_one_document(path):
    (made,) = read_file(path)
    assert (made.media_type, made.encoding, made.flags) == ("text/html", "utf-8", [])


@pytest.mark.parametrize("path", files(SEEDS, "*.txt"))
def test_a_founding_text_is_taken_as_it_is(path):
    (made,) = read_file(path)
    assert (made.raw_text, made.external_id, made.flags) == (path.read_text("utf-8"), path.stem, [])


def test_the_sample_is_read_but_for_what_is_broken_on_purpose():
    if not SAMPLE.is_dir():
        pytest.skip("the sample is not at hand")
    from assets.intake.intake import documents
    from assets.intake.walk import walk

    made = list(documents(walk([SAMPLE])))
    rejects = {r.source_uri.removeprefix(SAMPLE.as_posix() + "/") for r in made if not isinstance(r, RawRecord)}
    assert {uri.partition("/")[0] for uri in rejects} <= {"broken", "README.md"}
    assert sum(isinstance(r, RawRecord) for r in made) >= 40
