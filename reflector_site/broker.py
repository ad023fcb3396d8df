"""The broker of django-q2's clusters, which take the tasks of their queue and those for their host alone."""

from time import sleep

from django.conf import settings
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf


def address(queue: str, host: str) -> str:
    """The key under which a queue's call for the workers of one host is kept; the queue's own key without a host."""
    return f"{queue}@{host}" if host else queue


class HostBroker(ORM):  # type: ignore[misc] # django-q2 has no types
    """The ORM broker of django-q2, which can also give a task to one host.

    Where several hosts serve a queue, any of them may take a task; only a task for each host shows which are alive.
    """

    def dequeue(self) -> list[tuple[int, str]]:
        keys = [self.list_key, address(self.list_key, settings.HOST_NAME)]
        due = self.get_connection().filter(key__in=keys, lock__lt=timezone.now())
        # The host's own tasks, with the longer key, come first and do not wait behind those that any host may take.
        task = due.order_by("-key", "pk").first()
        if task is None:
            sleep(Conf.POLL)
            return []
        taken = self.get_connection().filter(pk=task.pk, lock=task.lock).update(lock=self.timeout(task))
        return [(task.pk, task.payload)] if taken else []
