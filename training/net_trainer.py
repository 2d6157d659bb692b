"""Trains the network that reads sentences: first on unlabelled articles, then to correct the linear model where it is wrong. Writes no files."""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from pipeline.mentions.attributes import A
from pipeline.mentions.crf import F32, NEVER
from pipeline.mentions.habits import Habits
from pipeline.mentions.model import Weights, prepare, scores
from pipeline.mentions.sentence_net import STATES, SentenceNet
from pipeline.mentions.vocabulary import Vocabulary
from pipeline.text.sentences import sentence_of
from pipeline.text.tokens import I64, U8, tokenize
from training.corpora import Corpus
from training.net_module import Likelihood, Net, exported
from training.net_values import Values, batches, padded

Flags = npt.NDArray[np.bool_]
#: Positions of a batch, in what nobody annotated and in what was.
WIDE, NARROW = 3000, 2500
#: Steps of Adam, at most; the first falls by half, the second to nothing after `WARM` steps of rising.
FIRST, SECOND, WARM = 2e-3, 1.5e-3, 200
EPOCHS = 5
#: Share of numbers, and of attributes, left out while learning.
DROP, MISSING = 0.3, 0.06
#: Longest gradient, so that one odd batch changes little.
CLIP = 2.0
#: Weight of the linear model's scores while the network learns; they are those of a lesser model, and the whole one is surer.
TRUST = 0.7
CLUSTERS = 2004
_FINE = int(A.FINE)


def jackknifed(corpora: list[Corpus], models: list[Weights], read: tuple[Habits, Habits]) -> F32:
    """Linear scores of all positions of the corpora, each from the model that has not learnt from its document.

    Args:
        corpora: The corpora.
        models: As many models as an even number of folds: model k has not learnt from documents whose number leaves k.
        read: The habits that even and odd documents are told.

    Returns:
        Scores, laid end to end as in a `Bundle`.
    """
    out = []
    for c in corpora:
        sentence = sentence_of(c.tokens)
        given = [prepare(c.tokens, sentence, Vocabulary(r, c.domain)) for r in read]
        fold = c.tokens.doc[given[0].order] % len(models)
        out.append(np.choose(fold[:, None], [scores(given[k % 2], m) for k, m in enumerate(models)]))
    return np.concatenate(out)


class _Adam:
    """One step for vectors, of which a batch sees few, and one for everything else."""

    def __init__(self, net: Net, *more: nn.Module) -> None:
        vectors = [net.vectors.weight, net.told.weight]
        self.others = [p for module in (net, *more) for p in module.parameters() if not any(p is v for v in vectors)]
        self.each = [torch.optim.SparseAdam(vectors), torch.optim.Adam(self.others)]

    def step(self, loss: torch.Tensor, rate: float) -> None:
        for o in self.each:
            o.zero_grad()
            for group in o.param_groups:
                group["lr"] = rate
        loss.backward()
        nn.utils.clip_grad_norm_(self.others, CLIP)
        for o in self.each:
            o.step()


def read_articles(net: Net, values: Values, texts: list[str], habits: Habits, rng: np.random.Generator) -> None:
    """Teaches the recurrence what news is like: forward states guess the next word's cluster, backward ones that of the word before."""
    guess = nn.ModuleList([nn.Linear(STATES, CLUSTERS), nn.Linear(STATES, CLUSTERS)])
    adam = _Adam(net, guess)
    met, began = Vocabulary(habits), time.process_time()
    net.train()
    for at in range(0, len(texts), 1000):
        tokens = tokenize(texts[at : at + 1000])
        given = prepare(tokens, sentence_of(tokens), met)
        attributes, lengths = given.attributes[:-1], np.diff(given.bounds)
        rows, fine = values.rows(attributes), attributes[:, _FINE].astype(np.int64)
        total = 0.0
        made = batches(np.flatnonzero((lengths > 3) & (lengths < 200)), given.bounds, WIDE, rng)
        for batch in made:
            x, y = torch.from_numpy(padded(rows, given.bounds, batch).astype(np.int64)), torch.from_numpy(padded(fine, given.bounds, batch))
            states = net.states(x, torch.from_numpy(lengths[batch]))[0]
            after, before = y[:, 1:], y[:, :-1]
            loss = nn.functional.cross_entropy(guess[0](states[:, :-1, :STATES][after > 0]), after[after > 0])
            loss = loss + nn.functional.cross_entropy(guess[1](states[:, 1:, STATES:][before > 0]), before[before > 0])
            adam.step(loss, FIRST * (1 - 0.5 * at / len(texts)))
            total += loss.item() / 2
        print(f"  {at + len(tokens.texts)} of {len(texts)} articles, {total / len(made):.3f} nats a word ({time.process_time() - began:.0f} s)", flush=True)


def learn(
    net: Net, rows: npt.NDArray[np.int32], first: list[int], emission: F32, labels: U8, step: U8, bounds: I64, share: F32, only: Flags, transition: F32, rng: np.random.Generator
) -> None:
    """Teaches the network to correct linear scores. Sentences in which nothing can be a name teach nothing."""
    lengths = np.diff(bounds)
    asked = np.logical_or.reduceat(emission[:, 1] > NEVER, bounds[:-1])
    order = np.flatnonzero(only & asked & (lengths > 0) & (lengths < 300))
    adam = _Adam(net)
    steps, done, began = len(batches(order, bounds, NARROW, rng)) * EPOCHS, 0, time.process_time()
    odds, unknown = np.exp(transition).astype(np.float32), torch.tensor(first)
    net.train()
    for epoch in range(EPOCHS):
        made, total = batches(order, bounds, NARROW, rng), 0.0
        for batch in made:
            x = torch.from_numpy(padded(rows, bounds, batch).astype(np.int64))
            x = torch.where(torch.rand(x.shape) < MISSING, unknown.expand_as(x), x)
            linear, size = torch.from_numpy(padded(emission, bounds, batch)), lengths[batch]
            shut = (linear[..., 1:2] <= float(NEVER)).float()
            said = net(x, torch.from_numpy(size), linear)
            loss = Likelihood.apply(shut * linear + (1 - shut) * (TRUST * linear + said), padded(step, bounds, batch), size, padded(labels, bounds, batch), odds, share[batch])
            adam.step(loss, SECOND * min(1.0, (done + 1) / WARM) * max(0.02, 1 - done / steps))
            done += 1
            total += loss.item()
        print(f"  epoch {epoch + 1}: {total / len(made):.5f} nats a position ({time.process_time() - began:.0f} s)", flush=True)


def taught(
    attributes: npt.NDArray[np.uint32], labels: U8, step: U8, bounds: I64, share: F32, only: Flags, emission: F32, transition: F32, texts: list[str], habits: Habits, seed: int = 1
) -> SentenceNet:
    """A network for the sentences `only`.

    Args:
        attributes: Attributes of all positions, and a last row.
        labels: Label of every position.
        step: Class of the step to every position.
        bounds: First position of every sentence, and the number of positions.
        share: Weight of every sentence.
        only: Which sentences to learn from.
        emission: Linear scores of every position, from models that have not learnt from its document (`jackknifed`).
        transition: Scores of label sequences.
        texts: Articles nobody annotated.
        habits: The habits they are read with.
        seed: Of everything random.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    values = Values.of(attributes[:-1][np.repeat(only, np.diff(bounds))])
    rows = values.rows(attributes[:-1])
    net = Net(values, 0.2)
    read_articles(net, values, texts, habits, rng)
    net.drop.p = DROP
    learn(net, rows, values.first, emission, labels, step, bounds, share, only, transition, rng)
    return exported(net, values, rows[:: max(1, len(rows) // 100_000)])
