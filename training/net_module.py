"""The network of `pipeline/mentions/sentence_net.py` as PyTorch trains it, and its weights as the pipeline takes them. No data is read here."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from numba import njit
from torch import nn

from pipeline.mentions.attributes import CONTEXT
from pipeline.mentions.crf import F32, N, marginals
from pipeline.mentions.sentence_net import AROUND, FED, HIDDEN, ROW, SEEN, SHARES, STATES, VECTOR, SentenceNet, key_of
from pipeline.text.tokens import I64, U8
from training.net_values import Values

#: Numbers that stand for what is known of a place.
TOLD = 24
#: What one unit of candidates and gates is worth; four to either side of zero are told apart.
UNIT = np.float32(1 / 32)


@njit(cache=True, fastmath=True)
def _forward(gate: F32, candidate: F32, out: F32) -> None:
    for b in range(gate.shape[0]):
        for t in range(gate.shape[1]):
            for h in range(gate.shape[2]):
                before = out[b, t - 1, h] if t > 0 else np.float32(0)
                out[b, t, h] = candidate[b, t, h] + gate[b, t, h] * (before - candidate[b, t, h])


@njit(cache=True, fastmath=True)
def _backward(gate: F32, candidate: F32, out: F32, slope: F32, to_gate: F32, to_candidate: F32) -> None:
    carried = np.zeros(gate.shape[2], np.float32)
    for b in range(gate.shape[0]):
        carried[:] = 0
        for t in range(gate.shape[1] - 1, -1, -1):
            for h in range(gate.shape[2]):
                before = out[b, t - 1, h] if t > 0 else np.float32(0)
                g = carried[h] + slope[b, t, h]
                to_gate[b, t, h] = g * (before - candidate[b, t, h])
                to_candidate[b, t, h] = g * (1 - gate[b, t, h])
                carried[h] = g * gate[b, t, h]


class Recurrence(torch.autograd.Function):
    """States of gates and candidates of shape (sentences, positions, states)."""

    @staticmethod
    def forward(ctx: Any, gate: torch.Tensor, candidate: torch.Tensor) -> torch.Tensor:
        """States."""
        gate, candidate = gate.contiguous(), candidate.contiguous()
        out = torch.empty_like(gate)
        _forward(gate.numpy(), candidate.numpy(), out.numpy())
        ctx.save_for_backward(gate, candidate, out)
        return out

    @staticmethod
    def backward(ctx: Any, slope: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Slopes of gates and candidates."""
        gate, candidate, out = ctx.saved_tensors
        to_gate, to_candidate = torch.empty_like(gate), torch.empty_like(gate)
        _backward(gate.numpy(), candidate.numpy(), out.numpy(), slope.contiguous().numpy(), to_gate.numpy(), to_candidate.numpy())
        return to_gate, to_candidate


@njit(cache=True)
def _likelihood(emission: F32, step: U8, lengths: I64, labels: U8, odds: F32, share: F32, slope: F32) -> float:
    longest = emission.shape[1]
    alpha, beta, loss = np.empty((longest, N), np.float32), np.empty((longest, N), np.float32), 0.0
    for s in range(len(lengths)):
        marginals(emission[s], step[s], 0, lengths[s], odds, alpha, beta)
        for i in range(lengths[s]):
            gold = labels[s, i]
            loss -= share[s] * np.log(max(alpha[i, gold], np.float32(1e-9)))
            for y in range(N):
                slope[s, i, y] = share[s] * (alpha[i, y] - (1.0 if y == gold else 0.0))
    return loss


class Likelihood(torch.autograd.Function):
    """Loss of scores under the linear chain, a position: its slope is the chain's, its value the sum over positions."""

    @staticmethod
    def forward(ctx: Any, emission: torch.Tensor, step: U8, lengths: I64, labels: U8, odds: F32, share: F32) -> torch.Tensor:
        """The loss."""
        slope, size = np.zeros(emission.shape, np.float32), float(lengths.sum())
        loss = _likelihood(emission.detach().contiguous().numpy(), step, lengths, labels, odds, share, slope)
        ctx.slope = torch.from_numpy(slope) / size
        return torch.tensor(loss / size)

    @staticmethod
    def backward(ctx: Any, slope: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        """Slopes of scores."""
        return ctx.slope * slope, None, None, None, None, None


def _gelu(x: torch.Tensor) -> torch.Tensor:
    return x * torch.sigmoid(1.702 * x)


class Net(nn.Module):
    """The network.

    Args:
        values: The values that have vectors.
        drop: Share of numbers left out at random while it learns.
    """

    def __init__(self, values: Values, drop: float) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(values.size, VECTOR, mode="sum", sparse=True)
        self.told = nn.EmbeddingBag(values.size, TOLD, mode="sum", sparse=True)
        for table in (self.vectors, self.told):
            nn.init.normal_(table.weight, std=0.05)
        self.norm, self.drop = nn.LayerNorm(VECTOR), nn.Dropout(drop)
        self.own, self.beside = nn.Linear(VECTOR, 4 * STATES), nn.Linear(VECTOR, 4 * STATES, bias=False)
        self.told_own = nn.Linear(TOLD, 4 * STATES, bias=False)
        with torch.no_grad():  # some states forget at once, others keep a sentence
            for at in (STATES, 3 * STATES):
                self.own.bias[at : at + STATES] = torch.linspace(-2, 2, STATES)
        self.share = nn.Conv1d(VECTOR, HIDDEN, 2 * AROUND + 1, padding=AROUND)
        self.told_share = nn.Conv1d(TOLD, HIDDEN, 2 * AROUND + 1, padding=AROUND, bias=False)
        self.mix, self.out = nn.Linear(2 * STATES, HIDDEN, bias=False), nn.Linear(HIDDEN, N)
        self.feed = nn.Conv1d(N, HIDDEN, 2 * FED + 1, padding=FED, bias=False)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def states(self, rows: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States, forward and backward, and the numbers of words and of what is told of places."""
        n, longest, _ = rows.shape
        inside = (torch.arange(longest)[None] < lengths[:, None]).unsqueeze(-1).float()
        words, told = rows[..., : len(SEEN)].reshape(n * longest, -1), rows[..., len(SEEN) :].reshape(n * longest, -1)
        x = self.drop(_gelu(self.norm(self.vectors(words).view(n, longest, -1)))) * inside
        u = self.told(told).view(n, longest, -1) * inside
        near, none = self.beside(x), torch.zeros(n, 1, 2 * STATES)
        before, after = near[:, :-1, : 2 * STATES], near[:, 1:, 2 * STATES :]
        said = self.own(x) + self.told_own(u) + torch.cat([torch.cat([none, before], 1), torch.cat([after, none], 1)], -1)
        c1, g1, c2, g2 = said.split(STATES, -1)
        tanh, sigmoid = nn.functional.hardtanh, nn.functional.hardsigmoid
        # behind a sentence's end nothing changes
        ahead = Recurrence.apply(sigmoid(g1) * inside + (1 - inside), tanh(c1) * inside)
        back = Recurrence.apply((sigmoid(g2) * inside + (1 - inside)).flip(1), (tanh(c2) * inside).flip(1)).flip(1)
        return torch.cat([ahead, back], -1), x, u

    def forward(self, rows: torch.Tensor, lengths: torch.Tensor, emission: torch.Tensor) -> torch.Tensor:
        """What is added to scores."""
        states, x, u = self.states(rows, lengths)
        inside = (torch.arange(rows.shape[1])[None] < lengths[:, None]).unsqueeze(-1).float()
        fed = (torch.tanh(emission / 4) * inside).transpose(1, 2)
        around = self.share(x.transpose(1, 2)) + self.told_share(u.transpose(1, 2)) + self.feed(fed)
        return self.out(self.drop(_gelu(self.mix(self.drop(states)) + around.transpose(1, 2))))


def exported(net: Net, values: Values, sample: npt.NDArray[np.int32]) -> SentenceNet:
    """The network as the pipeline takes it: vectors as int8, what follows from one value multiplied out.

    Args:
        net: The network.
        values: The values that have vectors.
        sample: Rows of some positions, which show how large numbers become.
    """
    net.eval()
    w = {k: v.detach().numpy().astype(np.float32) for k, v in net.state_dict().items()}
    words, contexts = values.known[: len(SEEN)], values.known[len(SEEN) :]
    keys = np.array([key_of(int(c), np.uint32(v)) for c, known in zip(SEEN, words, strict=True) for v in known], np.uint32)
    rows = [*values.first[: len(SEEN)], *(f + 1 + i for f, known in zip(values.first[: len(SEEN)], words, strict=True) for i in range(len(known)))]
    vectors = w["vectors.weight"][rows]
    vector_unit = np.float32(np.quantile(np.abs(vectors), 0.9999) / 127)
    shares = w["share.weight"].transpose(2, 0, 1).reshape(-1, VECTOR)  # offsets, hidden numbers; vector
    told_shares = w["told_share.weight"].transpose(2, 0, 1).reshape(-1, TOLD)
    offset = np.zeros(ROW, np.float32)
    offset[: 4 * STATES] = w["own.bias"]
    told_at, told_rows = np.zeros((len(CONTEXT), 256), np.int16), []
    for c, (first, known) in enumerate(zip(values.first[len(SEEN) :], contexts, strict=True)):
        told_at[c] = len(told_rows)
        for i, v in enumerate(known):
            told_at[c, v] = len(told_rows) + 1 + i
        told_rows += range(first, first + 1 + len(known))
    u = w["told.weight"][told_rows]
    told = np.concatenate([u @ w["told_own.weight"].T, np.zeros((len(u), 4 * STATES), np.float32), u @ told_shares.T], 1)
    projection = np.concatenate([w["own.weight"], w["beside.weight"], shares]).T
    with torch.no_grad():
        x = _gelu(net.norm(net.vectors(torch.from_numpy(sample[:, : len(SEEN)].astype(np.int64))))).numpy()
    units = np.array([UNIT, np.quantile(np.abs(x @ projection[:, SHARES:]), 0.9999) / 127], np.float32)
    return SentenceNet(
        keys=keys,
        vectors=np.clip(np.round(vectors / vector_unit), -127, 127).astype(np.int8),
        vector_unit=vector_unit,
        norm=np.stack([w["norm.weight"], w["norm.bias"]]),
        projection=np.ascontiguousarray(projection),
        offset=offset,
        told=np.ascontiguousarray(told),
        told_at=told_at,
        units=units,
        mix=np.ascontiguousarray(w["mix.weight"].T),
        feed=np.ascontiguousarray(w["feed.weight"].transpose(2, 1, 0)),
        base=w["share.bias"],
        out=np.pad(w["out.weight"].T, ((0, 0), (0, 1))),
        bias=np.pad(w["out.bias"], (0, 1)),
    )
