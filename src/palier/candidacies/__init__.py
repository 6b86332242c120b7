"""How a household is put forward for a home or a place, who decides, what is offered, what she answers.

Owns candidacies, the decisions recorded on them, offers, answers and partner meetings. Does not own vacancies
(`palier.homes`) nor what begins at a signature (`palier.tenancies`). Serves CCH L441-1 to L441-2-9 and R441-3 to
R441-10 (allocation of HLM homes), CASF L345-2-4 (the SIAO).
"""
