"""Organisations, services, memberships, roles, agreements and commitments; builds the Actor of a session or a job.

Owns who works where and what was promised to whom. Does not own cases or homes. Serves CCH L442-8-3 (the parties)
and CASF L121-6-2 (secrecy stops at the service).
"""
