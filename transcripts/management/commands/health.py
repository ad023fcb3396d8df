import sys

from django.core.management.base import BaseCommand

from transcripts.health import examine


class Command(BaseCommand):
    help = "Tell whether the site does its work; exit code 1 when it does not."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{'ok' if finding.well else 'NOT OK':7}{finding.name}: {finding.text}")
        if not all(finding.well for finding in findings):
            sys.exit(1)
