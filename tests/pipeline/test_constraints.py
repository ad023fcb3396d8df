"""The rules the database itself keeps for transcripts: each is broken here once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction

from tests.builders import a_correction, a_recording, a_step, a_topic, a_transcript, a_version
from transcripts.models import Correction, Segment, Step, Topic, Transcript, Version

pytestmark = pytest.mark.django_db


def transcripts_like(transcript: Transcript) -> models.QuerySet[Transcript]:
    return Transcript.objects.filter(pk=transcript.pk)


def two_transcripts_of_a_recording() -> None:
    recording = a_recording()
    a_transcript(recording)
    a_transcript(recording)


def an_unknown_status() -> None:
    transcripts_like(a_transcript()).update(status="lost")


def a_failure_without_a_reason() -> None:
    transcripts_like(a_transcript()).update(status="failed", error="")


def readiness_without_words() -> None:
    transcripts_like(a_transcript()).update(current=None)


def two_versions_of_a_number() -> None:
    a_version(a_transcript(), number=1)


def two_segments_at_a_position() -> None:
    version = a_version(a_transcript(), number=2)
    Segment.objects.create(version=version, position=0, start_ms=0, end_ms=1, speaker=0, text="Hello.")


def a_segment_that_ends_before_it_starts() -> None:
    version = a_version(a_transcript(), number=2)
    Segment.objects.create(version=version, position=7, start_ms=2, end_ms=1, speaker=0, text="Hello.")


def two_topics_at_a_position() -> None:
    version = a_version(a_transcript(), number=2)
    a_topic(version)
    a_topic(version)


def a_topic_that_ends_before_it_starts() -> None:
    a_topic(a_version(a_transcript(), number=2), start_ms=2, end_ms=1)


def a_step_twice() -> None:
    version = a_version(a_transcript(), number=2)
    a_step(version, "fetch", part="0")
    a_step(version, "fetch", part="0")


def a_running_step_of_nobody() -> None:
    a_step(a_version(a_transcript(), number=2), status="running", lease_until=datetime.now(UTC))


def a_running_step_without_a_lease() -> None:
    a_step(a_version(a_transcript(), number=2), status="running", owner="worker")


def a_failed_step_without_a_reason() -> None:
    a_step(a_version(a_transcript(), number=2), status="failed")


def an_undoing_by_nobody() -> None:
    a_correction(a_transcript(), undone_at=datetime.now(UTC))


def an_undoing_at_no_time() -> None:
    a_correction(a_transcript(), undone_by_name="Ada")


BREACHES: list[tuple[str, Callable[[], None]]] = [
    ("transcript_status_is_known", an_unknown_status),
    ("transcript_failure_says_why", a_failure_without_a_reason),
    ("transcript_ready_has_a_version", readiness_without_words),
    ("version_number_is_unique", two_versions_of_a_number),
    ("segment_position_is_unique", two_segments_at_a_position),
    ("segment_ends_after_it_starts", a_segment_that_ends_before_it_starts),
    ("topic_position_is_unique", two_topics_at_a_position),
    ("topic_ends_after_it_starts", a_topic_that_ends_before_it_starts),
    ("step_once_per_version_and_part", a_step_twice),
    ("step_running_has_owner_and_lease", a_running_step_of_nobody),
    ("step_running_has_owner_and_lease", a_running_step_without_a_lease),
    ("step_failure_says_why", a_failed_step_without_a_reason),
    ("correction_undone_says_by_whom", an_undoing_by_nobody),
    ("correction_undone_says_by_whom", an_undoing_at_no_time),
]


@pytest.mark.parametrize(("rule", "breach"), BREACHES, ids=[breach.__name__ for _, breach in BREACHES])
def test_the_database_refuses(rule: str, breach: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breach()
    assert rule in str(refused.value) or _columns(rule) in str(refused.value)


def test_a_recording_has_one_transcript() -> None:
    with pytest.raises(IntegrityError, match=r"recording_id"), transaction.atomic():
        two_transcripts_of_a_recording()


def test_every_named_rule_is_tried() -> None:
    kinds = (Transcript, Version, Segment, Topic, Step, Correction)
    rules = {rule.name for model in kinds for rule in model._meta.constraints}
    assert {rule for rule, _ in BREACHES} == rules


def _columns(rule: str) -> str:
    """How SQLite names a unique constraint: by its columns."""
    for model in (Version, Segment, Topic, Step):
        for constraint in model._meta.constraints:
            if constraint.name == rule and isinstance(constraint, models.UniqueConstraint):
                columns = {field.name: field.column for field in model._meta.concrete_fields}
                return ", ".join(f"{model._meta.db_table}.{columns[name]}" for name in constraint.fields)
    return rule
