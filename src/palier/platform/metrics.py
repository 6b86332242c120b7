"""Figures for whoever watches an installation: requests by route, the queue. Never a name, an address or an id.

`/metrics` answers a bearer of PALIER_METRICS_TOKEN, in Prometheus' own format, and is not there for anybody else. The
processes of `palier serve` share what they counted through files in PALIER_DATA.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from palier.platform import clock, queue

SHARED_BY = "PROMETHEUS_MULTIPROC_DIR"
TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Pages aim at 300 ms for a case and 500 ms for a list.
SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)

_requests = Counter("palier_requests", "Requests answered.", ["route", "method", "status"])
_seconds = Histogram("palier_request_seconds", "From the first byte to the answer.", ["route"], buckets=SECONDS)
QUEUE = {
    "workers": "Workers that say they live.",
    "waiting": "Work that is due and not begun.",
    "doing": "Work in hand.",
    "failed": "Work that failed within 30 days.",
    "oldest": "Seconds since the first of the waiting work was due.",
}


class _Queue(Collector):
    def collect(self) -> Iterator[Metric]:
        try:
            found = asdict(queue.state(clock.now()))
        except DatabaseError:
            yield GaugeMetricFamily("palier_database", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("palier_database", "Whether the database answers.", value=1)
        for name, about in QUEUE.items():
            yield GaugeMetricFamily(f"palier_queue_{name}", about, value=found[name])


def share_in(folder: Path) -> str:
    """An empty folder for what the processes to come count together; give its path to them as SHARED_BY."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One request answered. `route` is the name of a route, empty where there is none."""
    _requests.labels(route, method, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def answer(request: HttpRequest) -> HttpResponse:
    """The page of figures, or 404 as for a page that is not there."""
    given = request.headers.get("authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(_counted()) + generate_latest(_asked()), content_type=TYPE)


def _counted() -> CollectorRegistry:
    if SHARED_BY not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _asked() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Queue())
    return registry
