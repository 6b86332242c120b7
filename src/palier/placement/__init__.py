"""Shortlists: what the rules say of the households in search for an opened home, without names for its landlord."""
