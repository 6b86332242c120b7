"""Home and lease: what a household signed, its money, its reviews and the slide; the list of those that run."""
