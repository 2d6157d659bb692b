"""What all extractors share: characters, tokens, sentences, lexicons, ids. Nothing that belongs to one table."""
