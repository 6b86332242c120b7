"""The page of long work: what, who, since when, how far, what came of it."""
