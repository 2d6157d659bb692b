from datetime import date
from pathlib import Path

import pytest

from assets.backends import SECTIONS
from assets.daily import update
from assets.engine import LocalEngine
from assets.intake_step import take_in
from assets.settings import SettingsError, load
from pipeline.mentions.backends.protocol import Tagged
from schemas import TABLES

DAY = date(2026, 1, 30)


def a_home(folder: Path, toml: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rawi.toml").write_text(toml, encoding="utf8")
    return folder


def test_ours_is_the_default(home):
    assert load(a_home(home, "")).backends == {}
    assert load(a_home(home, '[names]\nbackend = "rawi"\n[topics]\nbackend = "rawi"\n')).backends == {}


def test_names_and_topics_are_chosen_apart(home):
    toml = '[names]\nbackend = "gliner"\nmodel = "some/gliner"\n[topics]\nbackend = "transformers"\nmodel = "some/nli"\n'
    assert load(a_home(home, toml)).backends == {"mentions": "gliner:some/gliner", "topics": "transformers:some/nli"}


def test_a_folder_of_the_home_may_be_named_by_itself(home):
    a_home(home, '[names]\nbackend = "stanza"\nmodel = "models/stanza"\n')
    assert load(home).backends == {"mentions": "stanza:models/stanza"}
    (home / "models" / "stanza").mkdir(parents=True)
    assert load(home).backends == {"mentions": f"stanza:{home / 'models' / 'stanza'}"}


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[names]\nbackend = "spacy"\nmodel = "x"', r"\[names\] no back-end 'spacy': one of rawi, transformers, gliner, stanza"),
        ('[names]\nbackend = "gliner"', r"\[names\] back-end 'gliner' needs a model"),
        ('[names]\nmodel = "x"', r"\[names\] back-end 'rawi' takes no model"),
        ('[names]\nbackend = "gliner:x"', r"write the kind alone"),
        ('[topics]\nbackend = "stanza"\nmodel = "x"', r"\[topics\] no back-end 'stanza': one of rawi, transformers"),
        ("[topics]\nbackend = 3", r"\[topics\] backend = 3 must be text"),
        ('[topics]\nmodell = "x"', r"\[topics\] unknown key 'modell'"),
        ('names = "gliner"', r"names = 'gliner' is not what is expected"),
    ],
)
def test_a_wrong_choice_is_told(home, toml, told):
    with pytest.raises(SettingsError, match=told):
        load(a_home(home, toml))


def test_every_section_is_a_table_and_ours_is_among_its_back_ends():
    assert all(table in TABLES and kinds[0] == "rawi" for table, kinds in SECTIONS.values())


def test_another_back_end_makes_its_table_anew_and_what_hangs_on_it(store, document, monkeypatch):
    class Fake:
        """Takes the first word of every text for a person."""

        def tag(self, texts):
            return [[Tagged(0, len(t.split()[0]), "PER", 0.5)] for t in texts]

    monkeypatch.setattr("pipeline.mentions.stage.load", lambda name: {"gliner:m": Fake()}[name])
    text = "هاشم التقى ليلى\n\nقال هاشم النجار في عمّان أمس إن المشروع الجديد سيبدأ قريبا، وأضاف أن الوزارة ستعلن التفاصيل بعد أسبوع من الآن، وشكر الحاضرين."
    take_in(store, DAY, [document(text)], "run0", batch_size=10)

    def bring(run: str, backend: str = "rawi") -> dict[str, tuple[int, int]]:
        done = {}
        for table in ("articles", "mentions", "dates", "quotes"):
            out = update(store, LocalEngine(1), table, DAY, run, backend=backend if table == "mentions" else "rawi")
            done[table] = (out.batches, out.unchanged)
        return done

    assert bring("run1") == {"articles": (1, 0), "mentions": (1, 0), "dates": (1, 0), "quotes": (1, 0)}
    assert bring("run2") == {"articles": (0, 1), "mentions": (0, 1), "dates": (0, 1), "quotes": (0, 1)}
    assert bring("run3", "gliner:m") == {"articles": (0, 1), "mentions": (1, 0), "dates": (0, 1), "quotes": (1, 0)}
    rows = store.read(TABLES["mentions"])
    assert rows.filter(kind="name", start=0)["exact"].to_list() == ["هاشم"]
    assert "عمّان" not in rows["exact"].to_list()
    assert [v.endswith(" gliner:m") for v in rows["version"].unique()] == [True]
    assert bring("run4", "gliner:m")["mentions"] == (0, 1)
    assert bring("run5")["mentions"] == (1, 0)
    assert "عمّان" in store.read(TABLES["mentions"])["exact"].to_list()
