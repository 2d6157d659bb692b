"""The [[sources]] of rawi.toml: what they give, and what is said when they are wrong."""

from __future__ import annotations

import tomllib

import pytest

from assets.intake.sources import Kind, SourceError, parse_sources


def parse(toml):
    return parse_sources(tomllib.loads(toml).get("sources", []), file="home/rawi.toml")


def test_all_keys():
    feed, folder = parse(
        """
[[sources]]
name = "الأفق"
url = "https://ufuq.example/rss"
outlet = "صحيفة الأفق"
follow = true
max_pages = 10
delay_seconds = 2
encoding = "windows-1256"
[sources.fields]
text = "page.body"
columns = ["a", "b"]

[[sources]]
name = "dump"
kind = "folder"
path = "exports/2026"
"""
    )
    assert (feed.kind, feed.name, feed.follow, feed.max_pages, feed.delay_seconds) == (Kind.FEED, "الأفق", True, 10, 2.0)
    assert (feed.mapping.text, feed.mapping.columns, feed.mapping.encoding, feed.mapping.default_outlet) == ("page.body", ("a", "b"), "windows-1256", "صحيفة الأفق")
    assert (folder.path, folder.url) == ("home/exports/2026", None)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('url = "https://a.example"', "source number 1 needs a name"),
        ('name = "x"', 'source "x": kind = "feed" needs url'),
        ('name = "x"\nurl = "ftp://a.example"', "needs url"),
        ('name = "x"\nkind = "folder"', "needs path"),
        ('name = "x"\nkind = "folder"\nurl = "https://a.example"', "needs path"),
        ('name = "x"\nkind = "rss"', "kind = 'rss' must be one of feed, sitemap, page, folder, file"),
        ('name = "x"\nurl = "https://a.example"\ncolour = 1', "unknown key 'colour'"),
        ('name = "x"\nurl = "https://a.example"\nmax_pages = 0', "max_pages = 0 must be at least 1"),
        ('name = "x"\nurl = "https://a.example"\nfollow = "yes"', "follow = 'yes' must be bool"),
        ('name = "x"\nurl = "https://a.example"\nmax_pages = true', "max_pages = True must be int"),
        ('name = "x"\nurl = "https://a.example"\n[sources.fields]\ntxet = "a"', "unknown field 'txet'"),
        ('name = "x"\nurl = "https://a.example"\n[sources.fields]\ntext = 3', "fields.text = 3"),
        ('name = "x"\nurl = "https://a.example"\n[[sources]]\nname = "x"\nurl = "https://b.example"', 'two sources are named "x"'),
    ],
)
def test_mistakes_are_named(toml, said):
    with pytest.raises(SourceError) as raised:
        parse("[[sources]]\n" + toml)
    assert said in str(raised.value)
    assert "rawi.toml" in str(raised.value)
