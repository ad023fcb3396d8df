"""The one place that hands work to django-q2.

Our rows are the truth; a queued task is a hint to look at one. So a lost, repeated or late hint does no harm. A hint is
a row on the same database, written in the caller's transaction: it appears with what it is about, or not at all.
"""

from datetime import datetime
from enum import StrEnum

from django.db.models import Max
from django.utils import timezone
from django_q.models import OrmQ, Task
from django_q.tasks import async_task

# With so many waiting, workers are busy or gone, and hints given again minute by minute would only pile up.
MOST_WAITING = 200


class Queue(StrEnum):
    """`quick` for what takes seconds, `speech` for what takes the processor. Their settings: `Q_CLUSTER`."""

    QUICK = "quick"
    SPEECH = "speech"


def enqueue(function: str, *arguments: int | str, queue: Queue, name: str = "", remembered: bool = False) -> None:
    """Hint to a worker of `queue` to call `function` (a dotted path) with ids and other plain values.

    `remembered`: django-q2 writes down that it was done, not only when it failed. That costs it more than all else that
    it does for a task, and on SQLite others wait meanwhile.
    """
    async_task(function, *arguments, cluster=str(queue), task_name=name[:100] or None, save=remembered)


def waiting(queue: Queue) -> int:
    """How many hints no worker has taken yet."""
    count: int = OrmQ.objects.filter(key=str(queue), lock__lte=timezone.now()).count()
    return count


def last_task_ended(queue: Queue) -> datetime | None:
    """When the last task of the queue ended that was to be remembered."""
    ended: datetime | None = Task.objects.filter(cluster=str(queue)).aggregate(last=Max("stopped"))["last"]
    return ended
