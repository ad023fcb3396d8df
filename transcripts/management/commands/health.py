import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reflector_site.queue import Queue
from transcripts.watching.health import examine


class Command(BaseCommand):
    help = "Tell whether the site does its work; exit code 1 when it does not."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queues", nargs="*", type=Queue, default=[], help="look at these queues alone")

    def handle(self, *args: object, queues: Sequence[Queue], **options: Any) -> None:
        findings = examine(queues)
        for finding in findings:
            self.stdout.write(f"{'ok' if finding.well else 'NOT OK':7}{finding.name}: {finding.text}")
        if not all(finding.well for finding in findings):
            sys.exit(1)
