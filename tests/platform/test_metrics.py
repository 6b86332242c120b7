"""Figures for whoever holds the token, and nothing of anybody in them."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from palier.platform import metrics

TOKEN = "a token of the tests, long enough to be one"


@pytest.fixture
def read(settings, client):
    settings.METRICS_TOKEN = TOKEN

    def ask(**headers: str):
        return client.get("/metrics", headers=headers)

    return ask


def figures(text: str) -> dict[str, float]:
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", TOKEN])
def test_without_the_token_the_page_is_not_there(db, read, given):
    answer = read(authorization=given)
    assert (answer.status_code, answer.content) == (404, b"")


def test_without_a_token_set_nobody_reads(db, client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route(db, read):
    counted = 'palier_requests_total{method="GET",route="account_login",status="200"}'
    before = figures(read(authorization=f"Bearer {TOKEN}").text).get(counted, 0)
    Client().get("/account/login/?next=/cases/")
    after = figures(read(authorization=f"Bearer {TOKEN}").text)
    assert after[counted] == before + 1
    assert after["palier_database"] == 1
    assert after["palier_queue_waiting"] == 0


def test_nothing_typed_becomes_a_label(db, read):
    """An address that is not there, a method nobody knows: anybody can send them."""
    Client().generic("BENALI", "/06-39-98-77-77/")
    text = read(authorization=f"Bearer {TOKEN}").text
    assert 'palier_requests_total{method="other",route="",status="404"}' in text
    assert "BENALI" not in text
    assert "06-39" not in text


def test_processes_count_together(tmp_path):
    """Each counts in files of its own; whoever is asked adds them up."""
    folder = metrics.share_in(tmp_path / "metrics")
    program = "from palier.platform import metrics; metrics.count('cases', 'GET', 200, 0.12); {}"
    tell = "from prometheus_client import generate_latest; print(generate_latest(metrics._counted()).decode())"
    environment = os.environ | {metrics.SHARED_BY: folder}
    for then in ("", "", tell):
        command = [sys.executable, "-c", f"import django; django.setup(); {program.format(then)}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert figures(done.stdout)['palier_requests_total{method="GET",route="cases",status="200"}'] == 3
    assert metrics.share_in(tmp_path / "metrics") == folder
    assert list((tmp_path / "metrics").iterdir()) == []
