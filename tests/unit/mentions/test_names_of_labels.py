"""Names are read off labels as they stand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mentions.crf import LABELS, TYPES
from pipeline.mentions.names import names_of

#: Names by type and length, None for a position outside.
PIECES = st.lists(st.none() | st.tuples(st.sampled_from(TYPES), st.integers(1, 4)), max_size=12)


@given(PIECES, st.integers(0, 1000))
def test_every_name_is_found_from_its_beginning_to_its_last_inside(pieces: list[tuple[str, int] | None], seed: int) -> None:
    labels: list[int] = []
    want: list[tuple[int, int, str]] = []
    for piece in pieces:
        if piece is None:
            labels.append(0)
            continue
        type_, size = piece
        want.append((len(labels), len(labels) + size, type_))
        labels += [LABELS.index("B-" + type_), *[LABELS.index("I-" + type_)] * (size - 1)]
    sure = np.random.default_rng(seed).random(len(labels)).astype(np.float32)
    found = names_of(np.array(labels, np.uint8), sure)
    assert list(zip(found.begin.tolist(), found.end.tolist(), [TYPES[t] for t in found.type], strict=True)) == want
    assert found.score.tolist() == [float(sure[b:e].min()) for b, e, _ in want]
