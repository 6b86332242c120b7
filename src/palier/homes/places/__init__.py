"""The association's list of places: one line a place, with the residence it is in."""
