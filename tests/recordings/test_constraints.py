"""Each rule that the database holds by name, broken on purpose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from meetings.models import DailyMeetingSession
from recordings.models import Recording, WebhookEvent
from tests.builders import START, a_meeting, a_recording, a_room, a_stay, a_webhook_event, an_unmatched_recording

pytestmark = pytest.mark.django_db


def a_nameless_session() -> None:
    DailyMeetingSession.objects.create(mtg_session_id="a", room_name="")


def an_event_twice() -> None:
    for _ in range(2):
        a_webhook_event(key="the same")


BREACHES: dict[str, list[Callable[[], Any]]] = {
    "room_is_on_a_known_platform": [lambda: a_room(platform="zoom")],
    "room_has_a_name": [lambda: a_room(name="")],
    "meeting_is_on_a_known_platform": [lambda: a_meeting(platform="")],
    "meeting_has_a_room_name": [lambda: a_meeting(room_name="")],
    "meeting_ends_after_it_starts": [lambda: a_meeting(start_date=START, end_date=START - timedelta(seconds=1))],
    "session_has_a_room_name": [a_nameless_session],
    "participant_leaves_after_joining": [
        lambda: a_stay(a_meeting(), joined_at=START, left_at=START - timedelta(seconds=1))
    ],
    "recording_is_on_a_known_platform": [lambda: a_recording(platform="zoom")],
    "recording_has_the_platforms_id": [lambda: a_recording(id="")],
    "recording_without_meeting_says_so": [
        lambda: an_unmatched_recording(outcome="matched"),
        lambda: an_unmatched_recording(meeting=a_meeting()),
    ],
    "webhook_event_once_per_key": [an_event_twice],
    "webhook_event_says_why_not": [lambda: a_webhook_event(status="not_understood")],
}


@pytest.mark.parametrize(
    ("name", "breach"), [(name, breach) for name, breaches in BREACHES.items() for breach in breaches]
)
def test_a_row_that_breaks_the_rule_is_refused_by_its_name(name: str, breach: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        breach()
    # SQLite names a unique constraint by its columns.
    assert name in str(caught.value) or "UNIQUE constraint failed: recordings_webhookevent.platform" in str(
        caught.value
    )


def test_every_named_rule_of_these_apps_is_broken_here() -> None:
    models = [model for app in ("rooms", "meetings", "recordings") for model in apps.get_app_config(app).get_models()]
    rules = {rule.name for model in models for rule in model._meta.constraints}
    assert rules == set(BREACHES)
    assert all(
        isinstance(rule, CheckConstraint | UniqueConstraint) for model in models for rule in model._meta.constraints
    )


def test_a_room_s_name_is_its_own() -> None:
    a_room(name="standup")
    with pytest.raises(IntegrityError), transaction.atomic():
        a_room(name="standup")


def test_the_same_key_on_another_platform_is_another_event() -> None:
    a_webhook_event(key="the same")
    a_webhook_event(key="the same", platform="whereby")
    assert WebhookEvent.objects.count() == 2


def test_what_just_keeps_the_rules_is_taken() -> None:
    a_meeting(start_date=START, end_date=START)
    a_stay(a_meeting(), joined_at=START, left_at=START)
    a_webhook_event(status="not_understood", reason="no JSON")
    an_unmatched_recording()
    assert Recording.objects.count() == 1
