"""The pages of a follow-up table: send it, say what it means, look at what it would bring in, bring it in."""
