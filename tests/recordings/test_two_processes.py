"""The same recordings by webhook, by poll and by both, three times each, in two processes at once: the same rows."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django_q.models import OrmQ

from meetings.models import Meeting
from recordings.ingest import ingest
from recordings.models import Recording, WebhookEvent
from tests.builders import a_meeting, a_room
from tests.daily.connect import a_client
from tests.daily.site import SECRET
from tests.recordings.reports import rows
from tests.standins.daily import API_KEY, DailyStandIn
from transcripts.models import Step, Transcript, Version

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "verified_example" / "daily.json"


@pytest.fixture
def meeting(transactional_db: None) -> Meeting:
    told = json.loads(FIXTURE.read_text())["meeting"]
    room = a_room(name=told["room"])
    return a_meeting(room, id=UUID(told["id"]), start_date=datetime.fromisoformat(told["start_date"]))


@pytest.fixture
def environment(process_environment: dict[str, str], daily: DailyStandIn) -> dict[str, str]:
    daily._load(json.loads(FIXTURE.read_text()))
    keys = {"DAILY_API_URL": daily.api_url, "DAILY_API_KEY": API_KEY, "DAILY_WEBHOOK_SECRET": SECRET}
    return {**process_environment, **keys, "LOG_LEVEL": "ERROR", "DJANGO_ALLOWED_HOSTS": "testserver"}


def go_at_once(roads: tuple[str, ...], environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.recordings.roads"]
    processes = [
        subprocess.Popen(
            [*command, road, str(FIXTURE)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for road in roads
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints


@pytest.mark.slow
@pytest.mark.parametrize(
    "roads", [("webhook", "webhook"), ("poll", "poll"), ("webhook", "poll"), ("both", "both")], ids="+".join
)
def test_edge_15_two_processes_on_any_roads_make_the_same_rows_and_none_twice(
    meeting: Meeting, environment: dict[str, str], daily: DailyStandIn, roads: tuple[str, ...]
) -> None:
    go_at_once(roads, environment)
    found = rows()
    events = WebhookEvent.objects.count()
    for model in (Transcript, Version):
        assert model.objects.count() == 3
    begun = sorted(Step.objects.values_list("version__transcript__recording", "kind", "part"))
    hints = OrmQ.objects.count()
    assert events == (0 if roads == ("poll", "poll") else 3)
    assert {event.status for event in WebhookEvent.objects.all()} <= {"done"}
    assert hints == len(begun) + events

    Transcript.objects.all().delete()
    Recording.objects.all().delete()
    for page in a_client(daily).recording_pages():
        for report in page.recordings:
            ingest(report)
    assert found == rows()
    assert begun == sorted(Step.objects.values_list("version__transcript__recording", "kind", "part"))
    assert {row["meeting_id"] for row in found} == {meeting.pk}
