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

# With so many waiting, workers are busy or gone, and hints given again minute by minute would only pile up.
MOST_WAITING = 200

TimeIsUp = TimeoutException
"""Raised within a call that takes longer than it may. It is no Exception: only who names it catches it."""


class Queue(StrEnum):
    """`quick` for what takes seconds, `speech` for what takes the processor. Their settings: `Q_CLUSTER`."""

    QUICK = "quick"
    SPEECH = "speech"


def enqueue(
    function: str, *arguments: int | str, queue: Queue, host: str = "", name: str = "", within_s: int | None = None
) -> None:
    """Hint to a worker of `queue`, of any host or of the one named, to call `function` (a dotted path) with ids and
    other plain values. `within_s` is what the call may take, if not what the queue allows any; then TimeIsUp is raised
    in it.

    django-q2 writes down calls that failed, and not those that were done: that costs it more than all else that it does
    for a call, and on SQLite others wait meanwhile.
    """
    limit = {"timeout": within_s} if within_s else {}
    async_task(function, *arguments, cluster=address(queue, host), task_name=name[:100] or None, save=False, **limit)


def waiting(queue: Queue, host: str = "") -> int:
    """How many hints no worker has taken yet: those for any host, or those for the host named."""
    count: int = OrmQ.objects.filter(key=address(queue, host), lock__lte=timezone.now()).count()
    return count


def drop(queue: Queue, host: str) -> None:
    """Take back what is meant for the workers of one host, which is gone."""
    OrmQ.objects.filter(key=address(queue, host)).delete()


def listen(*, begun: Callable[[Queue], None], noted: Callable[[Queue], None]) -> None:
    """Have these called in the processes of a cluster, with its queue: `begun` in each worker when it begins, `noted`
    in the process that notes what workers did, after each call it has noted.

    A database that is away ends neither process.
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
