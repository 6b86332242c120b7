"""Signing in, one's account, its second factor and sessions; the demo's doors."""
