"""Who comes first, and who gets which home: pure, whole numbers, no Django, no law.

Owns the grid of an agreement, the order of a shortlist and joint allocation. What a household may have it does not say:
verdicts come in as numbers, from `palier.rules`.
"""
