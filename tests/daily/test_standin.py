import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from meetings.platforms.daily.client import DailyClient
from meetings.platforms.daily.events import event_key, parse_event
from meetings.platforms.daily.signature import verify
from meetings.platforms.events import RecordingReady
from tests.daily.build import a_recording
from tests.daily.connect import HASTY
from tests.standins.daily import API_KEY, DailyStandIn, ready_to_download, signed_webhook

ROOT = Path(__file__).parents[2]
SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def served_url() -> Iterator[str]:
    """The address of a stand-in that runs as a program of its own."""
    fixture = ROOT / "tests" / "fixtures" / "verified_example" / "daily.json"
    command = [sys.executable, "-m", "tests.standins.daily", "--port", "0", str(fixture)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_stand_in_serves_a_fixture_as_a_program(served_url: str) -> None:
    (page,) = DailyClient(API_KEY, api_url=served_url, limits=HASTY).recording_pages()
    assert [found.id[:8] for found in page.recordings] == ["05edf519", "b0fa94da", "f4a50f94"]


def test_a_call_without_a_key_is_a_bad_one_and_with_a_wrong_key_a_forbidden_one(daily: DailyStandIn) -> None:
    url = f"{daily.api_url}/recordings"
    assert requests.get(url, timeout=5).json()["error"] == "authorization-header-error"
    assert requests.get(url, timeout=5).status_code == 400
    assert requests.get(url, timeout=5, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_webhook_is_signed_and_announces_the_recording() -> None:
    body = json.dumps(ready_to_download(a_recording("a"))).encode()
    headers = signed_webhook(SECRET, body)
    assert verify(SECRET, headers["X-Webhook-Timestamp"], body, headers["X-Webhook-Signature"])
    event = parse_event(json.loads(body))
    assert isinstance(event, RecordingReady)
    assert event.found.id == "a"


def test_webhooks_of_two_recordings_are_two_events() -> None:
    assert event_key(ready_to_download(a_recording("a"))) != event_key(ready_to_download(a_recording("b")))
