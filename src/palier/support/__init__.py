"""What the association does beside a household: today the support mandates its partners order from it.

Owns mandates, their renewals and their reports. Does not own the assessment that a mandate begins, nor the share its
acceptance opens (`cases.sharing`). Serves CASF L121-6-2, and the agreement, which says who prescribes to whom.
"""
