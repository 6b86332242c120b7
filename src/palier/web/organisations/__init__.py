"""My organisation: its people and services, how one joins it, and the agreements it is a party to."""
