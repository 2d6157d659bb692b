"""A Hugging Face token-classification model (e.g. CAMeL-Lab/bert-base-arabic-camelbert-msa-ner), by name or local path."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.backends import loading, require
from pipeline.mentions.backends.protocol import Tagged, pieces, tidy

#: Characters handed to the model at once: well inside 512 word pieces of Arabic.
LONGEST = 900


class HuggingFace:
    """Args: model: Name on the hub, or folder."""

    def __init__(self, model: str) -> None:
        transformers = require("transformers")
        with loading("transformers", model):
            self._run = transformers.pipeline("token-classification", model=model, aggregation_strategy="first")

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text."""
        parts = [(d, at, part) for d, text in enumerate(texts) for at, part in pieces(text, LONGEST) if part.strip()]
        out: list[list[Tagged]] = [[] for _ in texts]
        if not parts:
            return out
        for (d, at, _), found in zip(parts, self._run([part for _, _, part in parts]), strict=True):
            out[d] += [Tagged(at + int(f["start"]), at + int(f["end"]), str(f["entity_group"]), float(f["score"])) for f in found]
        return [tidy(found) for found in out]
