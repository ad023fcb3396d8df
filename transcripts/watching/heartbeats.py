"""Heartbeats: the workers that each host has for a queue show again and again that they take tasks.

A host is known from the start of its first worker until `manage.py work` ends there, until it is forgotten by hand, or
until it has been silent for DROPPED_AFTER while another host serves its queue.
"""

import time
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from reflector_site.queue import Queue, drop, enqueue, waiting
from transcripts.models import Heartbeat

BEAT = "transcripts.jobs.beat"
SILENCE = timedelta(seconds=settings.QUEUE_SILENCE_S)
# The task that asks for a heartbeat may be lost with the worker that took it, so it is repeated before SILENCE is over.
ASK_AGAIN_AFTER = SILENCE / 2
DROPPED_AFTER = timedelta(hours=1)
NOTE_EVERY_S = 5.0

_noted_at: dict[str, float] = {}


def enter(queue: str) -> None:
    """Note that this host has workers for the queue."""
    Heartbeat.objects.get_or_create(queue=queue, host=settings.HOST_NAME)


def leave(queue: str) -> None:
    """Note that this host has stopped its workers for the queue on purpose."""
    forget(settings.HOST_NAME, queue)


def beat(queue: str) -> None:
    """Note that a worker of this host for the queue is alive."""
    Heartbeat.objects.update_or_create(queue=queue, host=settings.HOST_NAME, defaults={"beat_at": timezone.now()})


def noted(queue: str) -> None:
    """Note that this host's monitor process for the queue records results; written every NOTE_EVERY_S at most."""
    if time.monotonic() - _noted_at.get(queue, -NOTE_EVERY_S) >= NOTE_EVERY_S:
        _noted_at[queue] = time.monotonic()
        Heartbeat.objects.filter(queue=queue, host=settings.HOST_NAME).update(noted_at=Now())


def ask_all() -> None:
    """Enqueue for each host and queue a task that writes its heartbeat, unless one is waiting already."""
    drop_silent()
    answered = Q(asked_at__isnull=True) | Q(beat_at__gte=F("asked_at"))
    due = Heartbeat.objects.filter(answered | Q(asked_at__lt=timezone.now() - ASK_AGAIN_AFTER), queue__in=list(Queue))
    for heart in due:
        queue = Queue(heart.queue)
        if not waiting(queue, heart.host) and due.filter(pk=heart.pk).update(asked_at=Now()):
            enqueue(BEAT, heart.queue, queue=queue, host=heart.host, name=f"beat {heart}")


def drop_silent() -> None:
    """Forget hosts that have been silent for DROPPED_AFTER, where another one serves the queue; the last one stays."""
    alive = Heartbeat.objects.filter(beat_at__gte=timezone.now() - SILENCE).values_list("queue", flat=True)
    hearts = Heartbeat.objects.annotate(last=Coalesce("beat_at", "began_at"))
    for heart in hearts.filter(queue__in=list(alive), last__lt=timezone.now() - DROPPED_AFTER):
        forget(heart.host, heart.queue)


def forget(host: str, queue: str = "") -> int:
    """Forget a host for one queue or for all; returns for how many it was known.

    A host that is still at work is known again from its next heartbeat on.
    """
    hearts = Heartbeat.objects.filter(host=host, **({"queue": queue} if queue else {}))
    known = list(hearts.values_list("queue", flat=True))
    hearts.delete()
    for name in known:
        drop(Queue(name), host)
    return len(known)
