from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the network is trained with PyTorch, which nothing else needs (pip install --group training)")

from pipeline.mentions.crf import NEVER  # noqa: E402
from pipeline.mentions.model import prepare, scores, weights  # noqa: E402
from pipeline.text.sentences import sentence_of  # noqa: E402
from pipeline.text.tokens import tokenize  # noqa: E402
from training.net_module import Net, exported  # noqa: E402
from training.net_values import OFTEN, Values, padded  # noqa: E402

TEXT = "قال الرئيس محمد الحلبي في بغداد وكربلاء إن وكالة نوفوستي نقلت عن الأمم المتحدة ذلك. وأضاف في دمشق أن الأمر انتهى"


def test_the_pipeline_reads_what_was_trained() -> None:
    tokens = tokenize([TEXT])
    found = prepare(tokens, sentence_of(tokens))
    attributes = found.attributes[:-1]
    values = Values.of(np.repeat(attributes, OFTEN, axis=0))
    torch.manual_seed(3)
    net = Net(values, 0.0)
    torch.nn.init.normal_(net.out.weight, std=0.3)
    rows, ours = values.rows(attributes), weights()
    linear = scores(found, replace(ours, net=None))
    sentences = list(range(len(found.bounds) - 1))
    with torch.no_grad():
        lengths = torch.from_numpy(np.diff(found.bounds))
        said = net(torch.from_numpy(padded(rows, found.bounds, sentences).astype(np.int64)), lengths, torch.from_numpy(padded(linear, found.bounds, sentences))).numpy()
    want = np.concatenate([said[s, : found.bounds[s + 1] - found.bounds[s]] for s in sentences])
    asked = linear[:, 1] > NEVER
    got = scores(found, replace(ours, net=exported(net, values, rows))) - linear
    assert asked.any()
    assert np.abs(want[asked]).mean() > 0.05
    # rows are rounded to a thirty-second
    assert np.abs(got[asked] - want[asked]).max() < 0.1 * np.abs(want[asked]).max()
    assert not got[~asked].any()
