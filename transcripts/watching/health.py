"""Whether the site does its work, told from rows and not from processes: django-q2 can hang with all of them alive."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone

from meetings.connection import configured
from recordings.models import PlatformPoll
from reflector_site.queue import Queue, last_task_ended
from rooms.models import Platform
from transcripts.making.track_files import audio_storage
from transcripts.models import Heartbeat, Step
from transcripts.pipeline import KINDS
from transcripts.searching.index import SEARCHED, missing_parts

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


def examine(queues: Sequence[Queue] = ()) -> list[Finding]:
    """Look at everything, or at these queues alone. What cannot be looked at is not well; nothing is raised."""
    if queues:
        return list(_looked(lambda: map(queue_is_well, queues), "queues"))
    looks = {"database": _database, "queues": _queues, "polls": _polls, "storage": _storage, "search": _search}
    return [finding for name, look in looks.items() for finding in _looked(look, name)]


def queue_is_well(queue: Queue) -> Finding:
    """Whether the workers of a queue take tasks. Raises DatabaseError."""
    now = timezone.now()
    name = f"queue {queue}"
    if _at_work(queue, now):
        return Finding(name, True, "Its workers are at work.")
    waiting = _oldest_waiting(queue, now)
    if waiting and now - waiting > LONGEST_WAIT:
        return Finding(name, False, f"A step has been due for {_ago(now - waiting)} and nobody takes it.")
    heart = Heartbeat.objects.filter(queue=queue).first()
    if heart is None or heart.beat_at is None:
        return Finding(name, False, "Its workers have never shown a sign of life.")
    # The process that writes down what workers did may be dead to the others: all is done, and again and again.
    written = last_task_ended(queue)
    if written and heart.beat_at - written > LONGEST_SILENCE:
        return Finding(name, False, f"What its workers do has not been written down for {_ago(now - written)}.")
    silence = now - heart.beat_at
    return Finding(name, silence <= LONGEST_SILENCE, f"Last sign of life {_ago(silence)} ago.")


def _looked(look: Callable[[], Iterable[Finding]], name: str) -> Iterator[Finding]:
    try:
        yield from look()
    except (DatabaseError, OSError) as error:
        yield Finding(name, False, f"It cannot be looked at: {error}")


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


def _search() -> Iterator[Finding]:
    missing = [part for model in SEARCHED for part in missing_parts(model)]
    text = (
        f"Missing: {', '.join(missing)}; `manage.py rebuild_search` makes them." if missing else "Its index is there."
    )
    yield Finding("search", not missing, text)


def _oldest_waiting(queue: Queue, now: datetime) -> datetime | None:
    due = Step.objects.filter(status=Step.Status.QUEUED, kind__in=KINDS[queue], run_after__lte=now)
    return due.order_by("run_after").values_list("run_after", flat=True).first()


def _at_work(queue: Queue, now: datetime) -> bool:
    return Step.objects.filter(status=Step.Status.RUNNING, kind__in=KINDS[queue], lease_until__gte=now).exists()


def _ago(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
