"""Settings from the environment, the root of the URLs, the WSGI entry."""
