"""What has been kept long enough: found, listed, erased; and all that is kept of one household, for who asks.

Owns no table. It works as the owner of the tables, from the command line alone: no page erases anything. Serves GDPR
articles 5 (1) (e), 15 and 17, and the CNIL's deliberation n° 2023-095.
"""
