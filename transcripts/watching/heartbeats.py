"""Signs of life: each queue's workers say now and then that they take tasks."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from reflector_site.queue import MOST_WAITING, Queue, enqueue, waiting
from transcripts.models import Heartbeat

BEAT = "transcripts.jobs.beat"
# A question may be lost with the workers that had taken it; new ones must be asked before they count as silent.
ASK_AGAIN_AFTER = timedelta(seconds=settings.QUEUE_SILENCE_S) / 2


def beat(queue: str) -> None:
    """Say that a worker of the queue is alive."""
    Heartbeat.objects.update_or_create(queue=queue, defaults={"beat_at": timezone.now()})


def ask_all() -> None:
    """Have each queue's workers beat, by a task of its own, unless one is on its way already.

    A queue that nobody serves is not asked for ever: the questions would pile up in it.
    """
    for queue in Queue:
        if waiting(queue) >= MOST_WAITING:
            continue
        Heartbeat.objects.get_or_create(queue=queue)
        answered = Q(asked_at__isnull=True) | Q(beat_at__gte=F("asked_at"))
        due = Heartbeat.objects.filter(answered | Q(asked_at__lt=timezone.now() - ASK_AGAIN_AFTER), queue=queue)
        if due.update(asked_at=Now()):
            enqueue(BEAT, str(queue), queue=queue, name=f"beat {queue}", remembered=True)
