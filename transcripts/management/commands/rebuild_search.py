import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from transcripts.models import Transcript
from transcripts.searching.index import SEARCHED, trouble_in
from transcripts.searching.rebuilding import Refolded, check_all, rebuild_all

TOLD_EVERY = 1_000


class Command(BaseCommand):
    help = "Make anew what search finds texts by, and its index; or look whether they are right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 when something is wrong")

    def handle(self, *args: object, check: bool, **options: Any) -> None:
        total = Transcript.objects.count()
        wrong = 0
        for number, refolded in enumerate(check_all() if check else rebuild_all(), start=1):
            wrong += _wrong(refolded)
            if number % TOLD_EVERY == 0:
                self.stderr.write(f"{number:,} of {total:,} transcripts")
        troubles = [
            f"{model._meta.verbose_name} index: {trouble}" for model in SEARCHED if (trouble := trouble_in(model))
        ]
        for trouble in troubles:
            self.stderr.write(trouble)
        if not check:
            self.stdout.write(f"Search is rebuilt over {total:,} transcripts; {wrong:,} texts were folded anew.")
        elif wrong or troubles:
            self.stdout.write(f"NOT OK: {wrong:,} texts of {total:,} transcripts are not folded as they should be.")
        else:
            self.stdout.write(f"ok: {total:,} transcripts are found by all their texts.")
        if troubles or (check and wrong):
            sys.exit(1)


def _wrong(refolded: Refolded) -> int:
    """A transcript's passages count as one text."""
    return refolded.wrong_segments + (not refolded.passages_were_right)
