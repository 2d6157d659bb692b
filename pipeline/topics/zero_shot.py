"""Topics by a zero-shot classifier of Hugging Face: a model for natural language inference is asked whether a text is about a topic. No training."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from pipeline.backends import loading, require
from pipeline.topics.backends import Labelled
from pipeline.topics.model import model as ours

#: Characters of an article handed to the model: title and lead, well inside 512 word pieces of Arabic.
LONGEST = 1000


@cache
def _wording() -> dict[str, Any]:
    wording: dict[str, Any] = yaml.safe_load((files("pipeline.resources") / "topics" / "zero_shot.yaml").read_text("utf-8"))
    return wording


class ZeroShot:
    """Args: model: Name on the hub, or folder."""

    def __init__(self, model: str) -> None:
        transformers = require("transformers")
        with loading("transformers", model):
            self._run = transformers.pipeline("zero-shot-classification", model=model)
        self._codes = {labels["ar"]: code for code, labels in ours().labels.items()}

    def label(self, texts: Sequence[str]) -> list[list[Labelled]]:
        """Topics of each text, best first."""
        said = [(i, text[:LONGEST]) for i, text in enumerate(texts) if text.strip()]
        out: list[list[Labelled]] = [[] for _ in texts]
        if not said:
            return out
        found = self._run([text for _, text in said], candidate_labels=list(self._codes), hypothesis_template=_wording()["hypothesis"])
        for (i, _), one in zip(said, [found] if isinstance(found, dict) else found, strict=True):
            out[i] = [Labelled(self._codes[label], float(score)) for label, score in zip(one["labels"], one["scores"], strict=True)]
        return out
