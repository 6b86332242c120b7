"""The page of the law in force: every figure the rules compute with, its text and how sure it is. No case here."""
