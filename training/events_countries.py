"""Writes `pipeline/resources/events/countries.tsv`: names of countries in Arabic and the adjectives of nationality that go with them.

Names come from CLDR (through babel, Unicode licence); other names in use and adjectives are an own list below. Run by hand when either changes:
``python training/events_countries.py``.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

OUT = Path(__file__).parents[1] / "pipeline" / "resources" / "events" / "countries.tsv"

#: ISO2: adjective (masculine), then other names and capitals that stand for the government.
OWN = """
SA سعودي المملكة المملكة_العربية_السعودية الرياض
EG مصري القاهرة
IQ عراقي بغداد
SY سوري دمشق سورية
LB لبناني بيروت
JO أردني عمّان
PS فلسطيني فلسطين رام_الله غزة السلطة_الفلسطينية
IL إسرائيلي,صهيوني تل_أبيب الكيان_الصهيوني الاحتلال
YE يمني صنعاء
OM عماني مسقط سلطنة_عمان
AE إماراتي أبوظبي أبو_ظبي الإمارات دبي
QA قطري الدوحة
BH بحريني المنامة
KW كويتي
TN تونسي
DZ جزائري
MA مغربي الرباط
LY ليبي طرابلس
SD سوداني الخرطوم
SS سوداني_جنوبي جوبا
MR موريتاني نواكشوط
SO صومالي مقديشو
DJ جيبوتي
KM قمري
IR إيراني طهران الجمهورية_الإسلامية
TR تركي أنقرة
AF أفغاني كابول كابل
PK باكستاني إسلام_آباد إسلام_أباد
IN هندي نيودلهي
BD بنغالي,بنغلاديشي دكا
LK سريلانكي
NP نيبالي
CN صيني بكين
JP ياباني طوكيو
KR كوري_جنوبي سيول سيئول
KP كوري_شمالي بيونغ_يانغ بيونجيانج
TW تايواني تايبيه
VN فيتنامي هانوي
TH تايلاندي بانكوك
MY ماليزي كوالالمبور
ID إندونيسي جاكرتا
PH فلبيني مانيلا
SG سنغافوري
MM بورمي,ميانماري بورما
KH كمبودي
MN منغولي
KZ كازاخستاني,كازاخي
UZ أوزبكي
TM تركماني
TJ طاجيكي
KG قرغيزي
RU روسي موسكو الكرملين
UA أوكراني كييف
BY بيلاروسي,بيلاروسيا
PL بولندي وارسو
DE ألماني برلين
FR فرنسي باريس الإليزيه
GB بريطاني لندن إنجلترا المملكة_المتحدة
IE أيرلندي دبلن
ES إسباني,أسباني مدريد
PT برتغالي لشبونة
IT إيطالي روما
VA فاتيكاني الفاتيكان
GR يوناني أثينا
CY قبرصي نيقوسيا
MT مالطي
CH سويسري برن
AT نمساوي فيينا
BE بلجيكي
NL هولندي لاهاي هولندا
LU لوكسمبورغي
DK دنماركي,دانماركي كوبنهاغن الدنمارك الدانمارك
SE سويدي ستوكهولم
NO نرويجي أوسلو
FI فنلندي هلسنكي
IS آيسلندي
CZ تشيكي براغ
SK سلوفاكي
HU مجري,هنغاري بودابست
RO روماني بوخارست
BG بلغاري صوفيا
RS صربي بلغراد
HR كرواتي زغرب
BA بوسني سراييفو البوسنة
AL ألباني تيرانا
XK كوسوفي كوسوفو
MK مقدوني
SI سلوفيني
LT ليتواني
LV لاتفي
EE إستوني
MD مولدوفي
GE جورجي تبليسي
AM أرميني يريفان
AZ أذربيجاني,أذري باكو
US أمريكي,أميركي واشنطن أمريكا أميركا البيت_الأبيض البنتاغون الولايات_المتحدة_الأمريكية الولايات_المتحدة_الأميركية
CA كندي أوتاوا
MX مكسيكي
CU كوبي هافانا
VE فنزويلي كراكاس
CO كولومبي
BR برازيلي برازيليا
AR أرجنتيني
CL تشيلي
PE بيروفي
EC إكوادوري
BO بوليفي
UY أوروغواياني
PY باراغواياني
HT هايتي
AU أسترالي كانبيرا
NZ نيوزيلندي
ET إثيوبي أديس_أبابا
ER إريتري أسمرة
KE كيني نيروبي
UG أوغندي
TZ تنزاني
RW رواندي
BI بوروندي
CD كونغولي كينشاسا
TD تشادي نجامينا
NE نيجري
NG نيجيري أبوجا
ML مالي باماكو
SN سنغالي داكار
GH غاني
CI إيفواري ساحل_العاج
CM كاميروني
GM غامبي
GN غيني
BF بوركيني
ZA جنوب_أفريقي
ZW زيمبابوي
MZ موزمبيقي
AO أنغولي
BW بوتسواني
MG مدغشقري
"""


def main() -> None:
    """Writes the table."""
    names = Locale("ar").territories
    lines = [
        "# Countries: ISO 3166-1 alpha-2, names and capitals that stand for them, adjectives of nationality (masculine singular).",
        "# Names of the first column after the code: CLDR (Unicode licence) through babel; the rest is an own list (training/events_countries.py).",
        "iso2\tnames\tadjectives",
    ]
    for line in OWN.strip().splitlines():
        iso, adjectives, *more = line.split()
        forms = dict.fromkeys([names[iso], *(m.replace("_", " ") for m in more)])
        lines.append(f"{iso}\t{';'.join(forms)}\t{';'.join(a.replace('_', ' ') for a in adjectives.split(','))}")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf8")
    print(len(lines) - 3, "countries")


if __name__ == "__main__":
    main()
