"""`manage.py benchmark_search`: a search in few segments and in many, against looking through all of them."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from transcripts.measuring.database import in_use, temporary_database
from transcripts.measuring.searches import (
    COMMON,
    LARGE,
    SMALL,
    Readers,
    Size,
    Timing,
    bounds,
    fill,
    make_readers,
    time_finding,
    time_icontains,
    time_search,
)


class Command(BaseCommand):
    """Runs in a database of its own beside the one configured, made for it and thrown away at the end.

    Exit code 1 where a bound is not met. It is about a million segments on a machine with nothing else to do.
    """

    help = "Measure the search in 10,000 and in 1,000,000 segments, in a database made for it and removed at the end."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--segments", type=int, default=LARGE.segments, help="of the large one; default: %(default)s"
        )

    def handle(self, *_: object, segments: int, **options: object) -> None:
        if segments < SMALL.segments:
            raise CommandError(f"Give at least {SMALL.segments:,} segments.")
        with temporary_database("benchmark_search") as database, in_use(database):
            readers = make_readers()
            self._fill(SMALL)
            small = time_search(readers.staff, " ".join(SMALL.pair))
            large = replace(LARGE, segments=segments)
            self._fill(large)
            found = time_search(readers.staff, " ".join(large.pair))
            finding = time_finding(readers.staff, " ".join(large.pair))
            slow = time_icontains(readers.staff, large.pair)
            rows = {
                f"two words, {SMALL.segments:,} segments": small,
                f"two words, {large.segments:,} segments": found,
                "finding them alone": finding,
                "finding them alone by icontains": slow,
                **others(readers, large),
            }
        kept = bounds(small, found, slow)
        self.stdout.write("\n".join([*table(rows), "", *map(str, kept)]))
        if not all(bound.met for bound in kept):
            sys.exit(1)

    def _fill(self, size: Size) -> None:
        def tell(count: int) -> None:
            if count % 100_000 == 0:
                self.stderr.write(f"{count:,} segments made")

        fill(size, tell)


def others(readers: Readers, large: Size) -> dict[str, Timing]:
    """Other searches in the large database."""
    pair = " ".join(large.pair)
    return {
        "two words, for the owner of 2 of 40 rooms": time_search(readers.owner, pair),
        "a phrase of two words": time_search(readers.staff, f'"{pair}"'),
        "a very common word": time_search(readers.staff, COMMON),
        "a very common word, for the owner of 2 of 40 rooms": time_search(readers.owner, COMMON),
        "a very common word and not another": time_search(readers.staff, f"{COMMON} -{large.pair[0]}"),
    }


def table(rows: Mapping[str, Timing]) -> Iterator[str]:
    yield f"| {connection.vendor} | ms | places |"
    yield "| --- | ---: | ---: |"
    yield from (f"| {name} | {timing.ms:.1f} | {timing.hits:,} |" for name, timing in rows.items())
