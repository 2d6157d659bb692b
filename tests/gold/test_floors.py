"""Quality floors on the labelled articles of the sample: no score may fall below the number in floors.json, and floors only go up.

The measures are the usual ones: F1 over spans of the document (title, blank line, text), items marked optional counting neither way.
Predictions are located by their characters, nearest to where they stand, so that removed boilerplate does not shift them.
"""

import json
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from pipeline.text.chars import key

HERE = Path(__file__).parent
GOLD = [json.loads(line) for line in (HERE / "sample_gold.jsonl").read_text(encoding="utf8").splitlines()]
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf8"))
EDGE = " .،؛:!؟«»“”\"'()\n"


class Document:
    """A labelled article."""

    def __init__(self, gold):
        self.gold = gold
        self.text = f"{gold['title']}\n\n{gold['text']}"

    def trim(self, a, b):
        while a < b and self.text[a] in EDGE:
            a += 1
        while b > a and self.text[b - 1] in EDGE:
            b -= 1
        return a, b

    def locate(self, exact, share):
        """Where a predicted span stands in the labelled document, nearest to its place in the article."""
        places = [m.start() for m in re.finditer(re.escape(exact), self.text)]
        if not places:
            return (-1, -1)
        at = min(places, key=lambda p: abs(p - share * len(self.text)))
        return self.trim(at, at + len(exact))


def overlap(a, b):
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (max(a[1], b[1]) - min(a[0], b[0]) or 1)


def pairs(gold, predicted, score, least):
    """Best pairs first, each item used once."""
    ranked = sorted(((score(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)), reverse=True)
    taken_g, taken_p, out = set(), set(), []
    for s, i, j in ranked:
        if s >= least and i not in taken_g and j not in taken_p:
            taken_g.add(i)
            taken_p.add(j)
            out.append((i, j))
    return out


def same_name(name, names):
    words = key(name or "").split()
    for other in names:
        o = key(other or "").split()
        short, long = sorted((words, o), key=len)
        if short and all(w in long for w in short):
            return True
    return False


def measure(count, name, gold, predicted, score, least, right=lambda g, p: True):  # the default
    """Adds the true positives, predictions and gold items of one document to a count."""
    found = pairs(gold, predicted, score, least)
    spare = sum(bool(gold[i][1].get("optional")) for i, _ in found)
    count[name, "right"] += sum(right(gold[i], predicted[j]) for i, j in found if not gold[i][1].get("optional"))
    count[name, "predicted"] += len(predicted) - spare
    count[name, "gold"] += sum(not g[1].get("optional") for g in gold)


@pytest.fixture(scope="module")
def scores(sample_home):
    count = Counter()
    with duckdb.connect(str(sample_home / "news.duckdb"), read_only=True) as c:
        c.execute("CREATE TEMP VIEW wanted AS SELECT article_id, external_id, length(text) AS n FROM articles")

        def rows(document, table, columns):
            sql = f"SELECT t.start / w.n, {columns} FROM {table} t JOIN wanted w USING (article_id) WHERE w.external_id = ? ORDER BY t.start"
            return c.execute(sql, [document.gold["id"]]).fetchall()

        for d in map(Document, GOLD):

            def spans(items, d=d):
                return [(d.trim(i["start"], i["end"]), i) for i in items]

            quotes = [(d.locate(x, s), kind, who) for s, x, kind, who in rows(d, "quotes", "t.exact, t.kind, t.speaker")]
            for name, kinds in (("marked quotes", ("direct", "fragment")), ("indirect quotes", ("indirect",))):
                gold = spans(q for q in d.gold["quotes"] if q["kind"] in kinds)
                here = [q for q in quotes if q[1] in kinds]
                measure(count, name, gold, here, lambda g, p: overlap(g[0], p[0]), 0.5)
                measure(
                    count, "who said what", gold, here, lambda g, p: overlap(g[0], p[0]), 0.5, lambda g, p: same_name(p[2], [g[1]["speaker_name"], *g[1]["aliases"]]) or g[1]["speaker_name"] == "UNKNOWN"
                )  # fmt: skip
            names = [(d.locate(x, s), t) for s, x, t, kind in rows(d, "mentions", "t.exact, t.type, t.kind") if kind == "name"]
            measure(count, "names", spans(d.gold["mentions"]), names, lambda g, p: float(g[0] == p[0] and g[1]["type"] == p[1]), 1.0)
            dates = [(d.locate(x, s), v) for s, x, v in rows(d, "dates", "t.exact, t.value")]
            measure(count, "dates", spans(d.gold["times"]), dates, lambda g, p: overlap(g[0], p[0]), 0.3, lambda g, p: g[1]["value"] == p[1])
            events = [(d.locate(x, s), t) for s, x, t in rows(d, "events", "t.trigger, t.type")]
            measure(count, "events", spans(d.gold["events"]), events, lambda g, p: (g[1]["type"] == p[1]) * overlap(g[0], p[0]), 0.01)
            text, topic = c.execute("SELECT text, topic FROM articles WHERE external_id = ?", [d.gold["id"]]).fetchone()
            count["topics", "right"] += topic in (d.gold["topic"], d.gold["topic2"])
            boiler = [d.text[a:b] for a, b in d.gold["boiler"]]
            count["boilerplate removed", "right"] += sum(len(b) for b in boiler if b.strip() not in text)
            count["boilerplate removed", "gold"] += sum(map(len, boiler))
            body = d.text
            for b in boiler:
                body = body.replace(b, "\n")
            kept = [s.strip(EDGE) for s in re.split(r"[\n.]", body) if len(s.strip(EDGE)) > 5]
            count["body kept", "right"] += sum(len(s) for s in kept if s in text)
            count["body kept", "gold"] += sum(map(len, kept))
    out = {name: count[name, "right"] / count[name, "gold"] for name in ("boilerplate removed", "body kept")}
    out["topics"] = count["topics", "right"] / len(GOLD)
    for name in ("marked quotes", "indirect quotes", "who said what", "names", "dates", "events"):
        out[name] = 2 * count[name, "right"] / (count[name, "predicted"] + count[name, "gold"])
    return out


@pytest.mark.parametrize("name", FLOORS)
def test_floor(scores, name):
    assert scores[name] >= FLOORS[name], f"{name}: {scores[name]:.3f} is below its floor {FLOORS[name]}"


def test_every_measure_has_a_floor(scores):
    assert set(scores) == set(FLOORS), {name: round(score, 3) for name, score in scores.items()}
