"""What is read out of a text: pure functions, a batch of rows in, a batch of rows out. No Dagster, paths, clock or network."""
