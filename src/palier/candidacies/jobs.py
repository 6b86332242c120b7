"""What follows events, in the worker."""

from palier.candidacies import meeting_jobs  # noqa: F401 — its handlers are declared there
