"""How many questions a page asks the database."""

from django.test.utils import CaptureQueriesContext


def asked(captured: CaptureQueriesContext) -> int:
    """Savepoints aside: in a test they stand for the beginning and the end of the request's own transaction."""
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)
