"""What the worker judged and keeps, in both directions: the homes of a household, and for an opened home the households
in search, in the order of the agreement's grid and without names for its landlord.

Owns when each is made anew. Does not own the rules, the order (`palier.matching`) or who sees a case.
"""
