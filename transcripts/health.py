"""Whether the site does its work, told from rows and not from processes: django-q2 can hang with all of them alive."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone

from meetings.connection import configured
from recordings.models import PlatformPoll
from reflector_site.queue import Queue
from rooms.models import Platform
from transcripts.models import Heartbeat, Step
from transcripts.pipeline import SPEECH_KINDS
from transcripts.track_files import audio_storage

LONGEST_SILENCE = timedelta(seconds=settings.QUEUE_SILENCE_S)
# A step that is due and that nobody takes while nobody works in its queue.
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_WITHOUT_POLL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, whether it is well, and a sentence."""

    name: str
    well: bool
    text: str


def examine() -> list[Finding]:
    """Look at everything. What cannot be looked at is not well; nothing is raised."""
    return [finding for look in (_database, _queues, _polls, _storage) for finding in _looked(look)]


def queue_is_well(queue: Queue) -> Finding:
    """Whether the workers of a queue take tasks. Raises DatabaseError."""
    now = timezone.now()
    heart = Heartbeat.objects.filter(queue=queue).first()
    waiting = _oldest_waiting(queue, now)
    if waiting and now - waiting > LONGEST_WAIT and not _at_work(queue, now):
        return Finding(f"queue {queue}", False, f"A step has been due for {_ago(now - waiting)} and nobody takes it.")
    if heart is None or heart.beat_at is None:
        return Finding(f"queue {queue}", False, "Its workers have never shown a sign of life.")
    silence = now - heart.beat_at
    return Finding(f"queue {queue}", silence <= LONGEST_SILENCE, f"Last sign of life {_ago(silence)} ago.")


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (DatabaseError, OSError) as error:
        yield Finding(look.__name__.strip("_"), False, f"It cannot be looked at: {error}")


def _database() -> Iterator[Finding]:
    steps = Step.objects.filter(status=Step.Status.FAILED).count()
    yield Finding("database", True, f"It answers; {steps} steps have failed and wait for a person.")


def _queues() -> Iterator[Finding]:
    for queue in Queue:
        yield queue_is_well(queue)


def _polls() -> Iterator[Finding]:
    now = timezone.now()
    for platform in filter(configured, Platform.values):
        poll = PlatformPoll.objects.filter(pk=platform).first()
        if poll is None or poll.succeeded_at is None:
            yield Finding(f"poll {platform}", False, poll.error if poll and poll.error else "It has never succeeded.")
            continue
        since = now - poll.succeeded_at
        yield Finding(
            f"poll {platform}", since <= LONGEST_WITHOUT_POLL, f"Last success {_ago(since)} ago. {poll.error}".strip()
        )


def _storage() -> Iterator[Finding]:
    storage = audio_storage()
    name = storage.save(f"health/{uuid4()}", ContentFile(b"ok"))
    storage.delete(name)
    yield Finding("storage", True, "A file can be written and deleted.")


def _kinds(queue: Queue) -> list[str]:
    return [kind for kind in Step.Kind.values if (kind in SPEECH_KINDS) == (queue == Queue.SPEECH)]


def _oldest_waiting(queue: Queue, now: datetime) -> datetime | None:
    due = Step.objects.filter(status=Step.Status.QUEUED, kind__in=_kinds(queue), run_after__lte=now)
    return due.order_by("run_after").values_list("run_after", flat=True).first()


def _at_work(queue: Queue, now: datetime) -> bool:
    return Step.objects.filter(status=Step.Status.RUNNING, kind__in=_kinds(queue), lease_until__gte=now).exists()


def _ago(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
