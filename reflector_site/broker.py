"""How the clusters of django-q2 take what is queued: that of their queue, and what is meant for this host alone."""

from time import sleep

from django.conf import settings
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf


def address(queue: str, host: str) -> str:
    """The key under which a queue's call for the workers of one host is kept; the queue's own key without a host."""
    return f"{queue}@{host}" if host else queue


class HostBroker(ORM):  # type: ignore[misc] # django-q2 has no types
    """The ORM broker of django-q2, whose clusters can be spoken to one by one as well.

    Of several hosts that serve a queue any may take a call, so that a call alone cannot tell which of them are alive.
    """

    def dequeue(self) -> list[tuple[int, str]]:
        keys = [self.list_key, address(self.list_key, settings.HOST_NAME)]
        due = self.get_connection().filter(key__in=keys, lock__lt=timezone.now())
        # The host's own key, the longer one, comes first: it does not wait behind what any host may take.
        task = due.order_by("-key", "pk").first()
        if task is None:
            sleep(Conf.POLL)
            return []
        taken = self.get_connection().filter(pk=task.pk, lock=task.lock).update(lock=self.timeout(task))
        return [(task.pk, task.payload)] if taken else []
