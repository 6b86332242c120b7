"""The Support tab of a case: mandates between the service that prescribes and the one that supports."""
