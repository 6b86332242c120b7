"""Shortlists: what the rules say of every household in search for an opened home, kept without names for its landlord."""
