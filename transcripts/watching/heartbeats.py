"""Signs of life: the workers that each host has for a queue say now and then that they take tasks.

A host is known from the first worker it begins until it takes its leave, is forgotten by hand, or has been silent for
DROPPED_AFTER while another one serves its queue.
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
# A question may be lost with the workers that had taken it; new ones must be asked before they count as silent.
ASK_AGAIN_AFTER = SILENCE / 2
DROPPED_AFTER = timedelta(hours=1)
NOTE_EVERY_S = 5.0

_noted_at: dict[str, float] = {}


def enter(queue: str) -> None:
    """This host has workers for the queue."""
    Heartbeat.objects.get_or_create(queue=queue, host=settings.HOST_NAME)


def leave(queue: str) -> None:
    """This host has none any more, and means it."""
    forget(settings.HOST_NAME, queue)


def beat(queue: str) -> None:
    """Say that a worker that this host has for the queue is alive."""
    Heartbeat.objects.update_or_create(queue=queue, host=settings.HOST_NAME, defaults={"beat_at": timezone.now()})


def noted(queue: str) -> None:
    """What this host's workers of the queue did is being noted; written down now and then only."""
    if time.monotonic() - _noted_at.get(queue, -NOTE_EVERY_S) >= NOTE_EVERY_S:
        _noted_at[queue] = time.monotonic()
        Heartbeat.objects.filter(queue=queue, host=settings.HOST_NAME).update(noted_at=Now())


def ask_all() -> None:
    """Have the workers of each queue and host beat, by a task of their own, unless one waits for them already."""
    drop_silent()
    answered = Q(asked_at__isnull=True) | Q(beat_at__gte=F("asked_at"))
    due = Heartbeat.objects.filter(answered | Q(asked_at__lt=timezone.now() - ASK_AGAIN_AFTER), queue__in=list(Queue))
    for heart in due:
        queue = Queue(heart.queue)
        if not waiting(queue, heart.host) and due.filter(pk=heart.pk).update(asked_at=Now()):
            enqueue(BEAT, heart.queue, queue=queue, host=heart.host, name=f"beat {heart}")


def drop_silent() -> None:
    """Forget hosts that have been silent for long where another one serves the queue; the last one stays known."""
    alive = Heartbeat.objects.filter(beat_at__gte=timezone.now() - SILENCE).values_list("queue", flat=True)
    hearts = Heartbeat.objects.annotate(last=Coalesce("beat_at", "began_at"))
    for heart in hearts.filter(queue__in=list(alive), last__lt=timezone.now() - DROPPED_AFTER):
        forget(heart.host, heart.queue)


def forget(host: str, queue: str = "") -> int:
    """Know a host no more, as one that serves the queue, or any; how many of its queues were known.

    One that works after all is known again by its next sign of life.
    """
    hearts = Heartbeat.objects.filter(host=host, **({"queue": queue} if queue else {}))
    known = list(hearts.values_list("queue", flat=True))
    hearts.delete()
    for name in known:
        drop(Queue(name), host)
    return len(known)
