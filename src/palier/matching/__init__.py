"""Ranks and allocations from columns, masks and integer points: pure, exact, the same whatever the order of the input.

No Django, no clock, no word of a person: who is behind an id is for `palier.eligibility` and `palier.placement` to say.
"""
