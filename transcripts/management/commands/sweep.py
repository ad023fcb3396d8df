from django.core.management.base import BaseCommand

from transcripts import jobs


class Command(BaseCommand):
    help = "Take up what died or was forgotten, now; the workers do so each minute."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{jobs.sweep()} hints given.")
