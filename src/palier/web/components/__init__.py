"""The developer's page: every component in every state, in both languages, light and dark as the system asks."""
