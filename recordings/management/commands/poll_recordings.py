import time
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.connection import configured
from meetings.platforms.base import PlatformError
from recordings.polling import Walk, poll
from rooms.models import Platform

TOLD_EVERY_PAGES = 10
PATIENCE_S = 120.0
"""Longer than a scheduled poll takes."""
LOOKED_EVERY_S = 0.5


class Command(BaseCommand):
    help = "Ask the platforms that have a key for their recordings, once, now, and however many there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wait",
            type=float,
            default=PATIENCE_S,
            metavar="SECONDS",
            help="how long to wait where another poll is at it (default: %(default)s)",
        )

    def handle(self, *args: object, wait: float, **options: object) -> None:
        platforms = [platform for platform in Platform.values if configured(platform)]
        if not platforms:
            raise CommandError("No platform can be asked: set DAILY_API_KEY or WHEREBY_API_KEY.")
        failures = []
        for platform in platforms:
            try:
                walk = self._poll(platform, wait)
            except PlatformError as error:
                failures.append(str(error))
                continue
            if walk is None:
                self.stdout.write(f"{platform}: another poll is still at it; try again later.")
                continue
            self.stdout.write(f"{platform}: {walk.seen} recordings seen, {walk.new} new, {walk.matched} matched.")
            for recording_id, reason in walk.odd.items():
                self.stderr.write(f"{platform}: recording {recording_id} could not be read: {reason}")
        if failures:
            raise CommandError(" ".join(failures))

    def _poll(self, platform: str, wait_s: float) -> Walk | None:
        """A poll, once no other is at it; None where one still is after so many seconds."""
        until = time.monotonic() + wait_s
        waits = False
        while True:
            walk = poll(platform, tell=self._teller(platform))
            if walk is not None or time.monotonic() >= until:
                return walk
            if not waits:
                self.stdout.write(f"{platform}: another poll is at it; waiting for its end.")
                waits = True
            time.sleep(LOOKED_EVERY_S)

    def _teller(self, platform: str) -> Callable[[Walk], None]:
        def tell(walk: Walk) -> None:
            if walk.pages % TOLD_EVERY_PAGES == 0 and walk.reached:
                self.stdout.write(f"{platform}: {walk.seen} recordings so far, back to {walk.reached:%-d %b %Y}.")

        return tell
