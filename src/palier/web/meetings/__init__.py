"""Partner meetings: the list, one meeting, a line of its agenda, the shared screen, what is printed."""
