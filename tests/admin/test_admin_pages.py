"""Every page of the admin opens, costs the same however long, and guards what jobs write."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin import site
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from recordings.models import Recording, RecordingError, RecordingStart, WebhookEvent
from rooms.models import Room
from tests.admin.everything import (
    BY_JOBS,
    KINDS,
    ONLY_ONE,
    add_page,
    delete_page,
    list_page,
    models_of_the_product,
    one_of_everything,
    page_of,
    registered,
)
from tests.builders import (
    a_meeting,
    a_recording,
    a_room,
    a_staff_member,
    a_transcript,
    a_webhook_event,
    an_unmatched_recording,
)
from transcripts.models import ActionItem, Correction, Segment, Step, Telling, Topic, Transcript, Version

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
each_kind_of_jobs = pytest.mark.parametrize("model", BY_JOBS, ids=lambda model: model.__name__)


LONG = (
    *("webvtt", "long_summary", "words", "heard_words", "folded", "document"),
    *("input", "result", "before", "after", "track_keys", "body"),
)
"""Columns that grow with what was said, or hold what a job was given or answered."""


def first(model: type[Model]) -> Model:
    row = model._default_manager.first()
    assert row is not None
    return row


def shown(client: Client, address: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.headers.get('Location')}"
    return answer.content.decode()


def rows_shown(client: Client, model: type[Model], query: dict[str, str]) -> int:
    answer = client.get(list_page(model), query)
    assert answer.status_code == 200, f"{query}: {answer.headers.get('Location')}"
    assert answer.context is not None
    return int(answer.context["cl"].result_count)


def test_every_kind_of_row_has_its_pages() -> None:
    assert registered() == set(KINDS) >= models_of_the_product()


def test_the_site_is_called_reflector(staff: Client) -> None:
    assert "<title>Everything Reflector knows | Reflector</title>" in shown(staff, "/admin/")


def test_times_say_that_they_are_utc(staff: Client) -> None:
    recording = a_recording(recorded_at=datetime(2026, 1, 10, 22, 15, tzinfo=UTC))
    for address in (list_page(Recording), page_of(recording)):
        assert "10 Jan 2026, 22:15 UTC" in shown(staff, address)


@each_kind
def test_the_list_and_the_page_of_a_row_open(staff: Client, model: type[Model]) -> None:
    there = model._default_manager.count()  # schedules are made with the tables
    one_of_everything()
    assert rows_shown(staff, model, {}) == there + 1
    row = first(model)
    assert page_of(row) in shown(staff, list_page(model))
    assert "Reflector" in shown(staff, page_of(row))


@each_kind
def test_a_list_costs_the_same_however_long(staff: Client, model: type[Model]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(staff, list_page(model))
        return len(queries)

    there = model._default_manager.count()
    one_of_everything()
    one = cost()
    for _ in range(4):
        one_of_everything()
    assert rows_shown(staff, model, {}) == there + (1 if model in ONLY_ONE else 5)
    assert cost() == one


@pytest.mark.parametrize("model", sorted(models_of_the_product(), key=str), ids=lambda model: model.__name__)
def test_a_list_reads_no_whole_transcript_and_no_long_column(staff: Client, model: type[Model]) -> None:
    one_of_everything()
    with CaptureQueriesContext(connection) as queries:
        shown(staff, list_page(model))
    read = {name for name in LONG for query in queries if f'"{name}"' in query["sql"]}
    assert read == set()


@each_kind_of_jobs
def test_what_jobs_write_is_neither_made_nor_thrown_away_by_hand(staff: Client, model: type[Model]) -> None:
    one_of_everything()
    row = first(model)
    assert staff.get(add_page(model)).status_code == 403
    assert staff.post(delete_page(row), {"post": "yes"}).status_code == 403
    staff.post(list_page(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [kind for kind in BY_JOBS if kind is not Recording], ids=lambda model: model.__name__)
def test_what_jobs_write_is_not_changed_by_hand(staff: Client, model: type[Model]) -> None:
    one_of_everything()
    assert staff.post(page_of(first(model)), {"status": "done", "func": "os.system"}).status_code == 403


def test_tasks_are_not_submitted_again_by_hand(staff: Client) -> None:
    one_of_everything()
    for model in BY_JOBS:
        if model._meta.app_label == "django_q":
            assert "resubmit_task" not in shown(staff, list_page(model))


@each_kind
def test_search_finds_nothing_of_what_is_not_there(staff: Client, model: type[Model]) -> None:
    one_of_everything()
    if site._registry[model].search_fields:
        assert rows_shown(staff, model, {"q": "zzz' OR 1=1 --"}) == 0


@pytest.mark.parametrize(
    "model", [kind for kind in KINDS if site._registry[kind].list_filter], ids=lambda model: model.__name__
)
def test_every_choice_of_every_filter_opens(staff: Client, model: type[Model]) -> None:
    one_of_everything()
    queries = set(re.findall(r'<a href="\?([^"]+)"', shown(staff, list_page(model)).replace("&amp;", "&")))
    assert queries
    for query in queries:
        shown(staff, f"{list_page(model)}?{query}")


def test_search_finds_rows_by_what_people_know_of_them(staff: Client) -> None:
    recording = a_recording(a_meeting(a_room(name="standup")))
    transcript = a_transcript(recording, title="Plans for spring")
    one_of_everything()
    searches: list[tuple[type[Model], str]] = [
        (Room, "standup"),
        (Meeting, "standup-2026"),
        (Meeting, str(recording.meeting_id)),
        (Recording, recording.pk),
        (Recording, str(recording.mtg_session_id)),
        (Transcript, "spring"),
        (Transcript, str(transcript.pk)),
        (Transcript, recording.pk),
        (Step, "bucket refused"),
        (DailyParticipantSession, "Ada"),
    ]
    assert [rows_shown(staff, model, {"q": text}) for model, text in searches] == [1] * len(searches)


@pytest.mark.parametrize("body", ["no JSON", "[" * 100_000], ids=["no JSON", "nested without end"])
def test_an_event_that_was_not_understood_is_shown_as_it_came(staff: Client, body: str) -> None:
    assert body in shown(staff, page_of(a_webhook_event(status="not_understood", reason="No JSON.", body=body)))


def test_filters_choose_what_needs_somebody(staff: Client) -> None:
    an_unmatched_recording()
    a_transcript(status="failed", error="No bucket.")
    a_transcript()
    a_webhook_event(status="not_understood", reason="No room name.")
    a_webhook_event()
    assert rows_shown(staff, Recording, {"outcome__exact": "no_meeting"}) == 1
    assert rows_shown(staff, Recording, {"transcript__status__exact": "failed"}) == 1
    assert rows_shown(staff, Transcript, {"status__exact": "failed"}) == 1
    assert rows_shown(staff, WebhookEvent, {"status__exact": "not_understood"}) == 1
    assert rows_shown(staff, WebhookEvent, {"received_at__gte": str(timezone.now() + timedelta(days=1))}) == 0


LINKS: list[tuple[type[Model], type[Model]]] = [
    (Room, Meeting),
    (Room, Recording),
    (Room, Transcript),
    (Meeting, Recording),
    (Meeting, RecordingError),
    (Meeting, Transcript),
    (Meeting, DailyMeetingSession),
    (DailyMeetingSession, Meeting),
    (DailyMeetingSession, Recording),
    (RecordingStart, Recording),
    (Transcript, Step),
    (Transcript, Segment),
    (Transcript, Topic),
    (Transcript, Correction),
    (Version, Step),
    (Version, Segment),
    (Version, Topic),
    (Version, Telling),
    (Transcript, ActionItem),
]


@pytest.mark.parametrize(("origin", "target"), LINKS, ids=lambda model: model.__name__)
def test_a_row_links_to_the_rows_that_belong_to_it_and_only_them(
    staff: Client, origin: type[Model], target: type[Model]
) -> None:
    one_of_everything()
    row = first(origin)
    one_of_everything()
    page = shown(staff, page_of(row)).replace("&amp;", "&")
    (query,) = set(re.findall(rf'<a href="{list_page(target)}\?([^"]+)"', page))
    answer = staff.get(f"{list_page(target)}?{query}")
    assert answer.status_code == 200
    assert answer.context is not None
    assert answer.context["cl"].result_count == 1


BACK: list[tuple[type[Model], type[Model]]] = [
    (Meeting, Room),
    (Recording, Meeting),
    (Recording, Transcript),
    (RecordingError, Meeting),
    (RecordingError, WebhookEvent),
    (Transcript, Room),
    (Transcript, Meeting),
    (Transcript, Recording),
    (Transcript, Version),
    (Transcript, Step),
    (Version, Transcript),
    (Segment, Version),
    (Topic, Version),
    (Correction, Transcript),
    (Step, Version),
    (Telling, Transcript),
    (Telling, Version),
    (ActionItem, Transcript),
    (Version, Telling),
]


@pytest.mark.parametrize(("origin", "target"), BACK, ids=lambda model: model.__name__)
def test_a_row_links_to_the_row_it_belongs_to(staff: Client, origin: type[Model], target: type[Model]) -> None:
    one_of_everything()
    assert page_of(first(target)) in shown(staff, page_of(first(origin)))


def test_an_event_that_was_not_understood_shows_why_and_its_body_legibly(staff: Client) -> None:
    event = a_webhook_event(body='{"a": {"b": "ü"}}', status="not_understood", reason="The room's name is missing.")
    page = shown(staff, page_of(event))
    assert "The room&#x27;s name is missing." in page
    assert "{\n  &quot;a&quot;: {\n    &quot;b&quot;: &quot;ü&quot;\n  }\n}" in page


def test_an_event_that_is_no_json_is_shown_as_it_came(staff: Client) -> None:
    assert "&lt;not json" in shown(staff, page_of(a_webhook_event(body="<not json")))


def test_what_a_stranger_wrote_is_never_markup(staff: Client) -> None:
    evil = "<script>alert(1)</script>"
    recording = a_recording(track_keys=[evil])
    transcript = a_transcript(
        recording, title=evil, webvtt=evil, participants=[{"id": "x", "speaker": 0, "name": evil, "user_id": None}]
    )
    for row in (recording, transcript, a_webhook_event(body=f'{{"name": "{evil}"}}', room_name=evil)):
        assert evil not in shown(staff, page_of(row))
        assert evil not in shown(staff, list_page(type(row)))


@pytest.mark.parametrize(
    ("track_keys", "words"),
    [(None, "Not multitrack."), ([], "No audio captured."), (["a-cam-audio-1"], "a-cam-audio-1<br>")],
)
def test_a_recording_tells_what_its_tracks_are(staff: Client, track_keys: list[str] | None, words: str) -> None:
    assert words in shown(staff, page_of(a_recording(track_keys=track_keys)))


def test_staff_see_only_the_kinds_they_may_view(client: Client) -> None:
    one_of_everything()
    client.force_login(a_staff_member("rooms.view_room"))
    assert client.get(list_page(Room)).status_code == 200
    assert client.get(page_of(first(Room))).status_code == 200
    assert client.get(list_page(Meeting)).status_code == 403
