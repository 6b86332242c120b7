"""Candidacies: put forward, decided, offered, answered, signed; what the landlord and the referent each have to do."""
