"""Users, sign-in and second factors. Owns who a person is; knows no organisation and no case.

Serves: CNIL recommendation on passwords and the April 2025 one on large bases (second factor, logged sign-ins).
"""
