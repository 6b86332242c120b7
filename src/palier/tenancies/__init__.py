"""Under which title the agreement houses a household: occupation, sub-lease, lease, and how one becomes the next.

Owns temporary occupancies, sub-leases with their two accounts, reviews, slides, leases and readiness. Does not own how
a household is chosen for a home (`palier.candidacies`) nor the calendar of a place (`palier.homes`), which it fills.
Serves CCH L442-8-1 to L442-8-3 (sub-lease and slide), L633-1 to L633-4-1 (contract of occupation), L365-4.
"""
