"""Residences, homes, vacancies and the landlord's stock files. Owns what there is to live in and what is free.

Does not own who may have it. Serves CCH L411-10 and R411-3 (the register of social homes) and R441-5 (reservations).
"""
