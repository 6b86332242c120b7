"""The figures of an agreement: commitments against facts, the path, days, and the cases behind for who may see them."""
