from argparse import ArgumentParser
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from reflector_site.tokens import make_token

MOST_DAYS = 36_500


class Command(BaseCommand):
    help = "Make an API token for a user and print it, this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--days", type=int, help="How long it is good; without it, until it is taken back.")

    def handle(self, *args: object, **options: object) -> None:
        username, days = str(options["username"]), options["days"]
        if isinstance(days, int) and not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be from 1 to {MOST_DAYS:,}; without it there is no end.")
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}; manage.py createsuperuser makes one.")
        self.stdout.write(make_token(user, timedelta(days=days) if isinstance(days, int) else None))
