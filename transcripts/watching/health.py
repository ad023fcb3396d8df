"""Whether the site does its work, judged by rows and not by processes: django-q2 can hang with all processes alive."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from meetings.connection import configured
from recordings.jobs import HELD_FOR
from recordings.models import PlatformPoll, WebhookEvent
from reflector_site.database_errors import one_line
from reflector_site.queue import Queue
from reflector_site.storage_errors import StorageError
from rooms.models import Platform
from transcripts.making.track_files import audio_storage
from transcripts.models import Heartbeat, Step
from transcripts.pipeline import LONG_KINDS, SHORT_KINDS, SPEECH_KINDS
from transcripts.searching.index import SEARCHED, missing_parts
from transcripts.steps import owner_prefix
from transcripts.watching.heartbeats import SILENCE

# How long a step may be due without being taken, while no step of its queue is running.
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_WITHOUT_POLL = timedelta(minutes=10)
# One worker of the quick queue may fetch tracks for hours, which says nothing about the others.
_LOTS = {Queue.QUICK: (SHORT_KINDS, LONG_KINDS), Queue.SPEECH: (SPEECH_KINDS,)}
_OF_A_SILENT_HOST = "Start it again, or if it is gone for good: manage.py health --forget HOST."


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: its name, whether all is well, and a sentence.

    A check that the database did not answer is not well, and `untold`: it may be as it should be.
    """

    name: str
    well: bool
    text: str
    untold: bool = False


def examine(queues: Sequence[Queue] = (), *, host: str = "") -> list[Finding]:
    """Check everything; with `queues` only these; with a host only its workers, of these queues or of all.

    A check that fails with an error is not well; nothing is raised.
    """
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        "database": _database,
        "polls": _polls,
        "webhooks": _events,
        "storage": _storage,
        "search": _search,
    }
    looks = {"queues": partial(_queues, queues or tuple(Queue), host)} | ({} if queues or host else looks)
    return [finding for name, look in looks.items() for finding in _looked(look, name)]


def standstills() -> list[Finding]:
    """What keeps recordings from being found and transcribed. A page asks, so nothing but rows is looked at."""
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        "platforms": _platforms,
        "polls": _polls,
        "queues": lambda: map(queue_is_well, Queue),
    }
    return [finding for name, look in looks.items() for finding in _looked(look, name) if not finding.well]


def queue_is_well(queue: Queue) -> Finding:
    """Whether somebody takes the tasks of a queue, whoever it is. Raises DatabaseError."""
    now = timezone.now()
    name = f"queue {queue}"
    idle = [kinds for kinds in _LOTS[queue] if not _at_work(kinds, now)]
    waiting = min(filter(None, (_oldest_waiting(kinds, now) for kinds in idle)), default=now)
    if now - waiting > LONGEST_WAIT:
        return Finding(name, False, f"A step has been due for {_ago(now - waiting)} and nobody takes it.")
    if len(idle) < len(_LOTS[queue]):
        return Finding(name, True, "Its workers are at work.")
    if not Heartbeat.objects.filter(queue=queue).exists():
        return Finding(name, False, "No host has workers for it; manage.py work runs them.")
    return Finding(name, True, "Nothing waits for long.")


def workers_are_well(queue: Queue, host: str) -> Finding:
    """Whether the workers that a host has for a queue take tasks. Raises DatabaseError."""
    heart = Heartbeat.objects.filter(queue=queue, host=host).first()
    if heart is None:
        return Finding(f"queue {queue} on {host}", False, "Its workers have never shown a sign of life.")
    return _judged(heart, timezone.now())


def _judged(heart: Heartbeat, now: datetime) -> Finding:
    name = f"queue {heart}"
    if _at_work(_LOTS[Queue(heart.queue)][0], now, heart.host):
        return Finding(name, True, "Its workers are at work.")
    silence = now - (heart.beat_at or heart.began_at)
    if silence > SILENCE:
        sign = "Last sign of life" if heart.beat_at else "No sign of life since its workers began"
        return Finding(name, False, f"{sign} {_ago(silence)} ago. {_OF_A_SILENT_HOST}")
    # When the monitor process hangs, tasks are done but never acknowledged, and so done again and again.
    if heart.beat_at and heart.beat_at - (heart.noted_at or heart.began_at) > SILENCE:
        since = now - (heart.noted_at or heart.began_at)
        return Finding(name, False, f"What its workers do has not been noted for {_ago(since)}.")
    return Finding(name, True, f"Last sign of life {_ago(silence)} ago." if heart.beat_at else "It has just begun.")


def _looked(look: Callable[[], Iterable[Finding]], name: str) -> Iterator[Finding]:
    try:
        yield from look()
    except (DatabaseError, InterfaceError) as error:
        yield Finding(name, False, f"The database does not tell: {one_line(error)}", untold=True)
    except (OSError, StorageError) as error:
        yield Finding(name, False, f"It cannot be looked at: {error}")


def _database() -> Iterator[Finding]:
    steps = Step.objects.filter(status=Step.Status.FAILED).count()
    yield Finding("database", True, f"It answers; {steps} steps have failed and wait for a person.")


def _queues(queues: Sequence[Queue], host: str) -> Iterator[Finding]:
    for queue in queues:
        if host:
            yield workers_are_well(queue, host)
            continue
        yield queue_is_well(queue)
        for heart in Heartbeat.objects.filter(queue=queue):
            yield _judged(heart, timezone.now())


def _platforms() -> Iterator[Finding]:
    """A site may do without one, to transcribe files."""
    if not any(map(configured, Platform.values)):
        yield Finding(
            "platforms",
            False,
            "None is connected: no meeting can be opened and no recording is found. Set DAILY_API_KEY for Daily,"
            " WHEREBY_API_KEY for Whereby.",
        )


def _polls() -> Iterator[Finding]:
    now = timezone.now()
    for platform in filter(configured, Platform.values):
        poll = PlatformPoll.objects.filter(pk=platform).first()
        if poll is None or poll.succeeded_at is None:
            yield Finding(f"poll {platform}", False, poll.error if poll and poll.error else "It has never succeeded.")
            continue
        since = now - poll.succeeded_at
        said = filter(None, (f"Last success {_ago(since)} ago.", poll.to_come, poll.error))
        yield Finding(f"poll {platform}", since <= LONGEST_WITHOUT_POLL, " ".join(said))


def _events() -> Iterator[Finding]:
    held = WebhookEvent.objects.filter(status=WebhookEvent.Status.HELD).count()
    yield Finding(
        "webhooks", True, f"{held} events wait for a meeting that is not known; {HELD_FOR.days} days at most."
    )


def _storage() -> Iterator[Finding]:
    storage = audio_storage()
    name = storage.save(f"health/{uuid4()}", ContentFile(b"ok"))
    storage.delete(name)
    yield Finding("storage", True, "A file can be written and deleted.")


def _search() -> Iterator[Finding]:
    missing = [part for model in SEARCHED for part in missing_parts(model)]
    text = f"Missing: {', '.join(missing)}; manage.py rebuild_search makes them." if missing else "Its index is there."
    yield Finding("search", not missing, text)


def _oldest_waiting(kinds: Sequence[str], now: datetime) -> datetime | None:
    due = Step.objects.filter(status=Step.Status.QUEUED, kind__in=kinds, run_after__lte=now)
    return due.order_by("run_after").values_list("run_after", flat=True).first()


def _at_work(kinds: Sequence[str], now: datetime, host: str = "") -> bool:
    held = Step.objects.filter(status=Step.Status.RUNNING, kind__in=kinds, lease_until__gte=now)
    return (held.filter(owner__startswith=owner_prefix(host)) if host else held).exists()


def _ago(span: timedelta) -> str:
    """In the largest unit of which there are two."""
    seconds = round(span.total_seconds())
    units = (("days", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    return next(f"{seconds // length} {unit}" for unit, length in units if seconds >= 2 * length or length == 1)
