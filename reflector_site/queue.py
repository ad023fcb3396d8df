"""The one place that hands work to django-q2.

Our rows are the truth; a queued task is a hint to look at one. So a lost, repeated or late hint does no harm. A hint is
a row on the same database, written in the caller's transaction: it appears with what it is about, or not at all.
"""

from enum import StrEnum

from django_q.tasks import async_task


class Queue(StrEnum):
    """`quick` for what takes seconds, `speech` for what takes the processor. Their settings: `Q_CLUSTER`."""

    QUICK = "quick"
    SPEECH = "speech"


def enqueue(function: str, *arguments: int | str, queue: Queue, name: str = "") -> None:
    """Hint to a worker of `queue` to call `function` (a dotted path) with ids and other plain values."""
    async_task(function, *arguments, cluster=str(queue), task_name=name[:100] or None)
