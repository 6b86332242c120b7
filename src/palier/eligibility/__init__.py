"""What may be said of a household and a home: rows become columns, rules answer, the answers are kept.

Owns the judging of pairs and its explanation for pages and commands alike; later the frozen Decision. Does not own the
rules (`palier.rules`), who comes first (`palier.matching`, to which `ranking.py` gives its columns) or candidacies.
`judge.py`, `ranking.py` and `documents/` load no Django. Serves the arrêté du 29 juillet 1987 and CCH R822-25, L621-2,
through the rules.
"""
