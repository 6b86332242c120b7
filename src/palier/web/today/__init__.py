"""What waits for me: the first page of the day, by role."""
