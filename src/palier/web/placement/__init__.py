"""Which homes fit a household and why; which households, without names, fit a home."""
