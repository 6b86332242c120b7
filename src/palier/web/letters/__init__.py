"""Letters of a case: see how one would read, make it, take it."""
