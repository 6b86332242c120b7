"""Palier: one case from the first call to the day the household holds its own lease and keeps it.

The tree is the architecture: see docs/architecture.md.
"""

__version__ = "0.1.0"
