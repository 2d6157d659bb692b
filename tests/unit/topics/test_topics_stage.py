"""The stage `topics`: schema, ranks, scores, evidence; sentences written for this test land where a reader would put them."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.tokens import tokenize
from pipeline.topics.features import features, stop_buckets
from pipeline.topics.model import model
from pipeline.topics.stage import rows
from schemas import TABLES


def articles(*texts: tuple[str | None, str]):
    return TABLES["articles"].frame(
        [
            {
                "article_id": f"a{n:016x}", "doc_id": "r0", "source": "s", "source_uri": "u", "title": title, "text": f"{title}\n\n{body}" if title else body, "language": "ar",
                "agencies": [], "is_wire": False, "n_tokens": 0, "n_sentences": 0, "blocks": [], "flags": [], "raw_sha256": "0" * 64, "ingested_at": datetime(2025, 1, 1, tzinfo=UTC),
            }
            for n, (title, body) in enumerate(texts)
        ]
    )  # fmt: skip


CASES = [
    ("01000000", "افتتاح مهرجان السينما", "عرض المخرج الشاب فيلمه الأول أمام جمهور كبير، وشارك في الحفل ممثلون ومطربون من بلدان عدة"),
    ("02000000", "حكم بالسجن على متهم بالسرقة", "قضت المحكمة الجنائية بسجن المتهم عشر سنوات بعد إدانته بالسرقة والتزوير، وقالت النيابة إنها ستستأنف الحكم"),
    ("03000000", "مصرع خمسة في حريق", "اندلع حريق هائل في مبنى سكني وهرعت فرق الإطفاء والإسعاف وأنقذت عشرات المحاصرين"),
    ("04000000", "ارتفاع أسعار النفط", "صعدت أسعار خام برنت في الأسواق العالمية وأغلقت أسهم البنوك في البورصة على مكاسب"),
    ("05000000", "انطلاق امتحانات الثانوية", "توجه آلاف الطلاب إلى المدارس لأداء الامتحانات، وقالت وزارة التربية إن المعلمين جاهزون للعام الدراسي"),
    ("07000000", "لقاح جديد ضد الإنفلونزا", "أعلن الأطباء أن المرضى الذين تلقوا الجرعة لم تظهر عليهم أعراض الفيروس، وأن المستشفيات ستبدأ التطعيم"),
    ("11000000", "الرئيس يكلف رئيس الحكومة الجديد", "أجرى البرلمان مشاورات مع الأحزاب قبل الانتخابات، وقال وزير الخارجية إن التعديل الدستوري سيعرض على النواب"),
    ("12000000", "خطيب الحرم يدعو إلى التراحم", "أم المصلين في المسجد الحرام إمام الحرم وألقى خطبة عن فضل القرآن الكريم وآداب الصلاة في رمضان"),
    ("13000000", "مركبة فضائية تصل إلى المريخ", "أعلنت وكالة ناسا أن العلماء تلقوا أول صور للكوكب التقطها التلسكوب من المركبة الفضائية"),
    ("15000000", "الفريق يفوز في الدوري", "سجل المهاجم هدفين في المباراة النهائية على ملعب المدينة وقال المدرب إن اللاعبين استحقوا الكأس"),
    ("16000000", "قصف على مواقع المسلحين", "شنت طائرات الجيش غارات على مواقع المسلحين وأدت الاشتباكات إلى مقتل عشرات الجنود والمقاتلين"),
    ("17000000", "أمطار رعدية غدا", "توقعت الأرصاد الجوية هطول أمطار رعدية ورياح نشطة وانخفاض درجات الحرارة وتكون ضباب في الصباح"),
]


def best(title: str | None, body: str) -> dict[str, object]:
    return rows(articles((title, body))).rows.row(0, named=True)


@pytest.mark.parametrize(("code", "title", "body"), CASES, ids=[c[0] for c in CASES])
def test_plain_articles(code, title, body):
    assert best(title, body)["code"] == code


def test_rows_of_a_batch():
    frame = rows(articles(*[(title, body) for _, title, body in CASES])).rows
    assert dict(frame.schema) == TABLES["topics"].polars_schema
    for _, group in frame.group_by("article_id", maintain_order=True):
        assert group["rank"].to_list() == list(range(1, len(group) + 1))
        assert group["score"].to_list() == sorted(group["score"].to_list(), reverse=True)
        assert len(group) <= 3
        assert group["score"].sum() <= 1.001
    assert frame["article_id"].n_unique() == len(CASES)


def test_evidence_stands_in_the_text():
    row = best(*CASES[9][1:])
    assert row["evidence"]
    assert all(word in f"{CASES[9][1]} {CASES[9][2]}" for word in row["evidence"])


def test_labels_match_codes():
    row = best(*CASES[3][1:])
    assert (row["label_en"], row["scheme"]) == ("economy, business and finance", "medtop")


def test_the_title_counts_more():
    sport, war = "مباراة في كأس الدوري", "غارات وقصف على مواقع الجيش"
    assert best(sport, war)["code"] == "15000000"
    assert best(war, sport)["code"] == "16000000"


@pytest.mark.parametrize("text", ["", " \n ", "١٢٣", "???", "hello world", "من إلى في"])
def test_nothing_to_go_by_has_a_low_score(text):
    row = best(None, text)
    assert row["rank"] == 1
    assert row["score"] < 0.5


def test_empty_batch():
    frame = rows(TABLES["articles"].empty()).rows
    assert frame.is_empty()
    assert dict(frame.schema) == TABLES["topics"].polars_schema


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=30)), st.text(max_size=200)), max_size=5))
def test_any_text_holds(texts):
    batch = articles(*texts)
    frame = rows(batch).rows
    assert frame.filter(frame["rank"] == 1)["article_id"].to_list() == batch["article_id"].to_list()
    assert frame["score"].is_between(0, 1.0001).all()
    assert frame.equals(rows(batch).rows)


def test_clitics_and_article_make_no_difference():
    stop = stop_buckets(tokenize([""]))
    tokens = tokenize(["الجامعات", "وبالجامعات", "جامعات", "للجامعات"])
    f = features(tokens, np.zeros(4, np.int32), stop)
    first = [{int(b) for b in f.bucket[f.first[d] : f.first[d + 1]]} for d in range(4)]
    assert first[0] == first[1] == first[2] == first[3]


def test_model_fits_the_code_list():
    m = model()
    assert m.weights.shape == (1 << 17, 17)
    assert m.codes == list(yaml.safe_load((files("pipeline.resources") / "topics" / "medtop.yaml").read_text("utf-8")))
    assert m.weights.nbytes <= 4 * 2**20
