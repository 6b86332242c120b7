"""Cases, households, persons, facts, shares and authorisations. Owns who sees what of a household (`access.py`).

Does not own homes, nor what becomes of a candidacy. Serves CP 226-13 and 226-14 (secrecy), CASF L121-6-2 (sharing among
social workers), CCH L441-1 and R441-2-4-1 (what a request for a home holds), GDPR articles 5 and 26.
"""
