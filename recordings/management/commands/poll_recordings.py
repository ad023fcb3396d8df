from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError

from meetings.connection import configured
from meetings.platforms.base import PlatformError
from recordings.polling import Walk, poll
from rooms.models import Platform

TOLD_EVERY_PAGES = 10


class Command(BaseCommand):
    help = "Ask the platforms that have a key for their recordings, once, now, and however many there are."

    def handle(self, *args: object, **options: object) -> None:
        platforms = [platform for platform in Platform.values if configured(platform)]
        if not platforms:
            raise CommandError("No platform can be asked: set DAILY_API_KEY or WHEREBY_API_KEY.")
        failures = []
        for platform in platforms:
            try:
                walk = poll(platform, tell=self._teller(platform))
            except PlatformError as error:
                failures.append(str(error))
                continue
            if walk is None:
                self.stdout.write(f"{platform}: another poll is at it.")
                continue
            self.stdout.write(f"{platform}: {walk.seen} recordings seen, {walk.new} new, {walk.matched} matched.")
            for recording_id, reason in walk.odd.items():
                self.stderr.write(f"{platform}: recording {recording_id} could not be read: {reason}")
        if failures:
            raise CommandError(" ".join(failures))

    def _teller(self, platform: str) -> Callable[[Walk], None]:
        def tell(walk: Walk) -> None:
            if walk.pages % TOLD_EVERY_PAGES == 0 and walk.reached:
                self.stdout.write(f"{platform}: {walk.seen} recordings so far, back to {walk.reached:%-d %b %Y}.")

        return tell
