"""/healthz, as a load balancer asks it: no account, no details."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from reflector_site.queue import Queue
from tests.s3 import ACCESS_KEY, SECRET_KEY, a_server_that_breaks_off
from transcripts.models import Heartbeat
from transcripts.watching import heartbeats
from transcripts.watching.health import examine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_for_the_first_time() -> Iterator[None]:
    caches["memory"].clear()
    yield
    caches["memory"].clear()


@pytest.fixture
def workers() -> None:
    """Both queues have workers that have just begun."""
    for queue in Queue:
        heartbeats.enter(queue)


@pytest.fixture
def no_bucket(settings: Settings) -> Iterator[None]:
    """Our audio lies in a bucket whose server ends each answer in its middle."""
    with a_server_that_breaks_off() as address:
        options = {"bucket_name": "audio", "endpoint_url": address, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
        bucket = {"BACKEND": "reflector_site.bucket.AudioBucket", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "audio": bucket}
        yield


def test_anybody_is_told_that_all_is_well(client: Client, workers: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert set(answer.json()["checks"].values()) == {"ok"}
    assert {"database", "storage", "search"} <= answer.json()["checks"].keys()


def test_what_is_not_well_is_named_without_details(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ok")
    assert answer.json()["checks"] | {"queue quick": "not ok", "database": "ok"} == answer.json()["checks"]


def test_who_asks_again_at_once_is_told_what_was_seen(client: Client, workers: None) -> None:
    assert client.get("/healthz").status_code == 200
    Heartbeat.objects.all().delete()
    assert client.get("/healthz").status_code == 200
    caches["memory"].clear()
    assert client.get("/healthz").status_code == 503


def test_a_bucket_that_is_away_is_told_of_as_not_well(client: Client, workers: None, no_bucket: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["storage"]) == (503, "not ok")
    assert answer.json()["checks"]["database"] == "ok"
    storage = next(finding for finding in examine() if finding.name == "storage")
    assert storage.text.startswith("It cannot be looked at: The bucket audio could not be used for health/")
    with pytest.raises(SystemExit):
        call_command("health")
