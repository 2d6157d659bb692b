"""Stanza's Arabic pipeline with named entities, from a local folder of models (``stanza.download("ar", model_dir=FOLDER)``)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.backends import loading, require
from pipeline.mentions.backends.protocol import Tagged, tidy


class Stanza:
    """Args: folder: Folder of models."""

    def __init__(self, folder: str) -> None:
        stanza = require("stanza")
        with loading("stanza", folder):
            self._run = stanza.Pipeline("ar", dir=folder, processors="tokenize,ner", download_method=None, verbose=False)

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Names of each text; Stanza gives no confidence, so all count 1."""
        return [tidy([Tagged(int(e.start_char), int(e.end_char), str(e.type), 1.0) for e in self._run(text).ents]) if text.strip() else [] for text in texts]
