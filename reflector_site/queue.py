"""The one place that hands work to django-q2.

Our rows are the truth; a queued task is a hint to look at one. So a lost, repeated or late hint does no harm. A hint is
a row on the same database, written in the caller's transaction: it appears with what it is about, or not at all.
"""

import logging
from collections.abc import Callable
from enum import StrEnum

from django.db import DatabaseError
from django.utils import timezone
from django_q.conf import Conf
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from django_q.signals import post_execute, post_spawn
from django_q.tasks import async_task

from reflector_site.broker import address

logger = logging.getLogger(__name__)

# With so many hints waiting, workers are busy or gone, and repeating hints every minute would only pile them up.
MOST_WAITING = 200

TimeIsUp = TimeoutException
"""Raised within a task that exceeds its time limit. No subclass of Exception: `except Exception` lets it through."""


class Queue(StrEnum):
    """`quick` for tasks of seconds, `speech` for those that keep the processor busy. Their settings: `Q_CLUSTER`."""

    QUICK = "quick"
    SPEECH = "speech"


def enqueue(
    function: str, *arguments: int | str, queue: Queue, host: str = "", name: str = "", within_s: int | None = None
) -> None:
    """Have a worker of `queue` call `function`, a dotted path, with ids and other plain values.

    `host` names the one host whose workers may take the task; any may by default. After `within_s` seconds, by default
    the queue's own limit, TimeIsUp is raised in the task. django-q2 records failed tasks only: recording the others
    costs it more than everything else it does for a task, and on SQLite other writers wait meanwhile.
    """
    limit = {"timeout": within_s} if within_s else {}
    async_task(function, *arguments, cluster=address(queue, host), task_name=name[:100] or None, save=False, **limit)


def waiting(queue: Queue, host: str = "") -> int:
    """How many hints no worker has taken yet: those for any host, or those for the host named."""
    count: int = OrmQ.objects.filter(key=address(queue, host), lock__lte=timezone.now()).count()
    return count


def drop(queue: Queue, host: str) -> None:
    """Delete the tasks that only the workers of `host` may take, when that host is gone."""
    OrmQ.objects.filter(key=address(queue, host)).delete()


def listen(*, begun: Callable[[Queue], None], noted: Callable[[Queue], None]) -> None:
    """Register functions that the processes of a cluster call with the name of their queue.

    `begun` is called in each worker when it starts, `noted` in the monitor process after each task it has recorded. A
    database that cannot be reached ends neither process.
    """
    post_spawn.connect(_heard(begun), weak=False)
    post_execute.connect(_heard(noted), weak=False)


def _heard(tell: Callable[[Queue], None]) -> Callable[..., None]:
    def receiver(**kwargs: object) -> None:
        del kwargs
        try:
            tell(Queue(Conf.CLUSTER_NAME))
        except DatabaseError as error:
            logger.warning("the database does not answer: %s", error)

    return receiver
