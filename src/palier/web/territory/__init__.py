"""Names of communes as one types."""
