"""How a reporting verb is inflected: from root and measure to the written forms news uses. Nothing about what a verb means.

Forms are made in the folded spelling of `pipeline.text.chars.key` (hamza seats, ya and ta marbuta made one), without vowels, so a
small table of measures covers sound, hollow, defective and doubled roots alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from pipeline.text.chars import key

PAST, PRESENT, PARTICIPLE, MASDAR = "past", "present", "participle", "masdar"

#: Written endings of the past, and whom they agree with: m, f, d (dual), p (plural), 1 (first person).
_PAST_ENDINGS: Final = (("", "m"), ("ت", "f"), ("وا", "p"), ("ا", "d"), ("تا", "d"))
_PRESENT_AFFIXES: Final = (("ي", "", "m"), ("ت", "", "f"), ("ي", "ون", "p"), ("ي", "وا", "p"), ("ي", "ان", "d"), ("ت", "ان", "d"))
_PARTICIPLE_ENDINGS: Final = (("", "m"), ("ا", "m"), ("ه", "f"), ("ين", "p"), ("ون", "p"), ("ان", "d"), ("ات", "p"), ("تين", "d"))
_OBJECTS: Final = ("ه", "ها", "هم", "هما", "ني", "نا")
_MASDAR_SUFFIXES: Final = ("ه", "ها", "هم", "هما")
_WEAK: Final = "وي"


class Form(NamedTuple):
    """One written form of a verb.

    Attributes:
        text: Folded spelling.
        tense: past, present, participle or masdar.
        agreement: m, f, d, p, 1; for a masdar "s" with a possessive suffix, else "".
    """

    text: str
    tense: str
    agreement: str


class Stems(NamedTuple):
    """Stems of one verb: past of the third person masculine, present without prefix, participle, masdars."""

    past: str
    present: str
    participle: str
    masdars: tuple[str, ...]


def _fold(text: str) -> str:
    return key(text).replace("ء", "ي") if text.endswith("ء") and len(text) > 4 else key(text)


def stems(root: str, measure: str) -> Stems:
    """Stems of a verb by the tables of measures.

    Args:
        root: Three radicals separated by blanks.
        measure: I to X; VII, VIII and X of sound and hollow roots.

    Returns:
        Folded stems. Measure I has no regular masdar.
    """
    a, b, c = (key(r) for r in root.split())
    hollow, defective, doubled = b in _WEAK and c not in _WEAK, c in _WEAK, b == c
    middle = "ا" if hollow else b
    long = "ي" if hollow else b
    last = "" if defective else c
    tail = "ي" if defective else ("" if doubled else c)
    # doubled radicals are written once, except in measure II and V
    core = b if doubled else b + (tail if defective else c)
    first = "و" if root.startswith(("أ", "ء")) else a
    match measure:
        case "I":
            past = a + "ا" + c if hollow else a + core
            present = (b if a == "و" else a + b) + ("" if doubled else ("ي" if defective else c))
            participle = a + "ا" + ("ي" if hollow else b) + ("" if defective or doubled else c)
            return Stems(past, present, participle, ())
        case "II":
            return Stems(a + b + (tail if defective else c), first + b + (tail if defective else c), "م" + first + b + last, ("ت" + a + b + "ي" + (c if not defective else "ه"),))
        case "III":
            return Stems(a + "ا" + b + (tail or c), a + "ا" + b + (tail or c), "م" + a + "ا" + b + (last or ""), ("م" + a + "ا" + b + (c if not defective else "ا") + "ه",))
        case "IV":
            stem = "و" if a == "و" else a
            masdar = "ا" + ("ي" if a == "و" else a) + ("" if hollow else b) + "ا" + ("ء" if defective else c)
            if hollow:
                masdar = "ا" + a + "ا" + c + "ه"
            past = "ا" + a + (middle + c if hollow else core)
            present = stem + ("ي" + c if hollow else core)
            return Stems(past, present, "م" + stem + ("ي" + c if hollow else (b + last if not doubled else b)), (masdar,))
        case "V":
            return Stems("ت" + a + b + (tail if defective else c), "ت" + a + b + (tail if defective else c), "مت" + a + b + last, ("ت" + a + b + (c if not defective else "ي"),))
        case "VI":
            return Stems("ت" + a + "ا" + b + c, "ت" + a + "ا" + b + c, "مت" + a + "ا" + b + c, ("ت" + a + "ا" + b + c,))
        case "VII":
            return Stems("ان" + a + middle + c, "ن" + a + middle + c, "من" + a + middle + c, ("ان" + a + b + "ا" + c,))
        case "VIII":
            t = "ط" if a in "صضطظ" else "ت"
            core8 = (b + tail) if defective else middle + ("" if doubled else c)
            return Stems("ا" + a + t + core8, a + t + core8, "م" + a + t + (b + last if not hollow else middle + c), ("ا" + a + t + long + "ا" + (c if not defective else "ء"),))
        case "X":
            core10 = "ا" + c if hollow else core
            return Stems(
                "است" + a + core10, "ست" + a + ("ي" + c if hollow else core), "مست" + a + ("ي" + c if hollow else b + last), ("است" + a + ("" if hollow else b) + "ا" + c,)
            )
    msg = f"unknown measure {measure!r}"
    raise ValueError(msg)


def forms(entry: Mapping[str, Any]) -> Iterator[Form]:
    """Every written form of a cue lemma.

    Args:
        entry: One row of `resources/quotes/cues.yaml`: root and measure, or stems outright.

    Yields:
        Forms without attached و or ف.
    """
    made = stems(entry["root"], entry["measure"]) if "root" in entry else Stems("", "", "", ())
    past, present, participle = (_fold(entry.get(name, default)) for name, default in ((PAST, made.past), (PRESENT, made.present), (PARTICIPLE, made.participle)))
    masdars = [_fold(m) for m in entry["masdar"]] if "masdar" in entry else [_fold(m) for m in made.masdars]
    yield from _past(past)
    yield from _present(present)
    for ending, agreement in _PARTICIPLE_ENDINGS:
        # a defective participle shows its ya everywhere but in the bare masculine
        weak = _is_defective(entry) and not participle.endswith("ي")
        yield Form(participle + ("ي" if weak and ending else "") + ending, PARTICIPLE, agreement)
    for masdar in masdars:
        yield Form(masdar, MASDAR, "")
        open_stem = masdar[:-1] + "ت" if masdar.endswith("ه") and len(masdar) > 3 else masdar
        for suffix in _MASDAR_SUFFIXES:
            yield Form(open_stem + suffix, MASDAR, "s")
    if entry.get("object"):
        for suffix in _OBJECTS:
            stem = past[:-1] + "ا" if past.endswith("ي") and len(past) > 3 else past
            yield Form(stem + suffix, PAST, "m")
            yield Form((past.removesuffix("ي")) + "ت" + suffix, PAST, "f")
            yield Form("ي" + present + suffix, PRESENT, "m")
            yield Form("ت" + present + suffix, PRESENT, "f")


def _is_defective(entry: Mapping[str, Any]) -> bool:
    return str(entry.get("root", "")).split()[-1:] in (["ي"], ["و"])


def _past(stem: str) -> Iterator[Form]:
    weak = stem.endswith(("ي", "ا")) and len(stem) > 2
    for ending, agreement in _PAST_ENDINGS:
        if weak and ending in {"ت", "وا", "تا"}:
            yield Form(stem[:-1] + ending, PAST, agreement)
        elif weak and ending == "ا":
            yield Form(stem[:-1] + "يا", PAST, agreement)
        else:
            yield Form(stem + ending, PAST, agreement)


def _present(stem: str) -> Iterator[Form]:
    for prefix, ending, agreement in _PRESENT_AFFIXES:
        body = stem[:-1] if ending in {"ون", "وا"} and stem.endswith(("ي", "و")) else stem
        yield Form(prefix + body + ending, PRESENT, agreement)
