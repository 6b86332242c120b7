"""The stock, a home and its opening to the agreement, and the landlord's files. No rule of the domain lives here."""
