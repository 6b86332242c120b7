"""The law: dated and cited parameters, one module a rule, answers in yes, no and unknown.

Owns what a text or a stated wish says about a household and a home, and the sentences that explain it. Knows neither
the database nor any other part of Palier: columns of whole numbers come in, columns come out. Serves the arrêté du
29 juillet 1987 (income ceilings) and the Code de la construction et de l'habitation (R822-25, L621-2). How a
parameter, a rule and a judgement are written: docs/rules.md.
"""
