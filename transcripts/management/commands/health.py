import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reflector_site.queue import Queue
from transcripts.watching.health import examine
from transcripts.watching.heartbeats import forget

NOT_WELL = 1
# A supervisor must not restart workers then: they continue, and store their results when the database is back.
DATABASE_AWAY = 3


class Command(BaseCommand):
    help = (
        f"Tell whether the site does its work; exit code {NOT_WELL} when it does not, {DATABASE_AWAY} when that cannot"
        " be told because the database does not answer."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "queues", nargs="*", type=Queue, metavar="quick|speech", default=[], help="look at these queues alone"
        )
        parser.add_argument("--here", action="store_true", help="look at the workers of this machine alone")
        parser.add_argument("--forget", metavar="HOST", help="expect no sign of life any more from a host that is gone")

    def handle(self, *args: object, queues: Sequence[Queue], here: bool, forget: str | None, **options: Any) -> None:
        if forget:
            self._forget(forget)
            return
        findings = examine(queues, host=settings.HOST_NAME if here else "")
        for finding in findings:
            self.stdout.write(f"{'ok' if finding.well else 'NOT OK':7}{finding.name}: {finding.text}")
        amiss = [finding for finding in findings if not finding.well]
        if amiss:
            sys.exit(DATABASE_AWAY if all(finding.untold for finding in amiss) else NOT_WELL)

    def _forget(self, host: str) -> None:
        if not forget(host):
            raise CommandError(f"No host {host!r} is known; manage.py health names those that are.")
        self.stdout.write(f"{host} is forgotten; should it work after all, it is known again by itself.")
