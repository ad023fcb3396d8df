"""`manage.py benchmark_pages`: what the pages cost when there is much to show, against what they cost with little."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from meetings.models import Meeting
from recordings.models import Recording
from transcripts.measuring.crowd import KEPT, OWNED, ROOMS, Crowd
from transcripts.measuring.database import in_use
from transcripts.measuring.sites import Site, temporary_site
from transcripts.measuring.talk import FIVE_HOURS, LAUNCH, Shape, give_words
from transcripts.measuring.visits import lists_of, quickest_ms
from transcripts.models import Transcript

FEW = 100
MOST_OF_A_LIST = 1.5
"""What a list may cost among many, against what it costs among few."""
MOST_OF_A_LONG_PAGE = 6.0
"""What the page of five hours may cost, against that of three minutes."""


class Command(BaseCommand):
    """Few and many are measured in one run, so that the ratios tell something on any machine."""

    help = (
        "Measure the pages with much to show against the same with little, in a database made for it and removed; "
        "fails where the ratio is over its bound."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--transcripts", type=int, default=100_000, help="how many are many; default: %(default)s")
        parser.add_argument("--rounds", type=int, default=20, help="visits to each page; the quickest counts")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["transcripts"] < FEW or options["rounds"] < 1:
            raise CommandError(f"Give at least {FEW} transcripts and one round.")
        rounds = options["rounds"]
        with temporary_site("benchmark_pages_few") as few, temporary_site("benchmark_pages_many") as many:
            self._fill(few, FEW)
            self._fill(many, options["transcripts"])
            ratios = _ratios(few, many, rounds)
            long_pages = _long_pages(many, rounds)
        self.stdout.write(_long_table(long_pages))
        self.stdout.write(_lists_table(ratios, FEW, options["transcripts"]))
        if dear := [*_too_dear(ratios), *_too_long(long_pages)]:
            raise CommandError("\n".join(["Over its bound:", *dear]))
        self.stdout.write(f"No list is over {MOST_OF_A_LIST:g} times, no page over {MOST_OF_A_LONG_PAGE:g} times.")

    def _fill(self, site: Site, size: int) -> None:
        self.stderr.write(f"Making {size:,} transcripts")
        with in_use(site.database):
            site.crowd.grow(size)


@dataclass(frozen=True, slots=True)
class LongPage:
    """What a page cost on its first view and from the second on, and its bytes as they are transferred."""

    name: str
    shape: Shape
    first_ms: float
    later_ms: float
    size: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a list cost a reader among few transcripts and among many."""

    reader: str
    path: str
    few_ms: float
    many_ms: float

    @property
    def times(self) -> float:
        return self.many_ms / self.few_ms


def _long_pages(site: Site, rounds: int) -> tuple[LongPage, LongPage]:
    """The page of three minutes, and that of five hours."""
    visitor = site.visitors()["staff"]
    shapes = {"three minutes": LAUNCH, "five hours": FIVE_HOURS}
    with in_use(site.database):
        paths = [_talk(site.crowd, shape) for shape in shapes.values()]
        first_ms = [visitor.once_ms(path) for path in paths]
        later_ms = quickest_ms([partial(visitor.once_ms, path) for path in paths], rounds)
        sizes = [visitor.size(path) for path in paths]
    short, long = map(LongPage, shapes, shapes.values(), first_ms, later_ms, sizes)
    return short, long


def _long_table(pages: tuple[LongPage, LongPage]) -> str:
    lines = [
        f"| {page.name} | {page.shape.segments:,} | {page.shape.words:,} | {page.first_ms:.0f} "
        f"| {page.later_ms:.1f} | {page.later_ms / pages[0].later_ms:.1f} | {page.size / 1000:.0f} |"
        for page in pages
    ]
    return "\n".join([_LONG_HEAD, _LONG_RULE, *lines, ""])


def _too_long(pages: tuple[LongPage, LongPage]) -> Iterator[str]:
    short, long = pages
    if long.later_ms > MOST_OF_A_LONG_PAGE * short.later_ms:
        yield f"the page of {long.name}: {long.later_ms / short.later_ms:.1f} times that of {short.name}"


_LONG_HEAD = "| transcript of | segments | words | first view ms | later views ms | ratio | transferred kB |"
_LONG_RULE = "|---|---|---|---|---|---|---|"


def _talk(crowd: Crowd, shape: Shape) -> str:
    """The address of a transcript of this shape."""
    recording = Recording.objects.create(
        id=f"long-{shape.words}",
        meeting=Meeting.objects.filter(room=crowd.quiet).first(),
        room=crowd.quiet,
        outcome=Recording.Outcome.MATCHED,
        type=Recording.Type.RAW_TRACKS,
        recorded_at=crowd.middle(),
    )
    transcript = Transcript.objects.create(recording=recording, room=crowd.quiet, recorded_at=recording.recorded_at)
    give_words(transcript, shape)
    return transcript.get_absolute_url()


def _ratios(few: Site, many: Site, rounds: int) -> list[Ratio]:
    """Of every list for every reader."""
    with in_use(few.database):
        lists = lists_of(few.crowd)
    with in_use(many.database):
        lists_of_many = lists_of(many.crowd)
    visitors, visitors_of_many = few.visitors(), many.visitors()
    ratios = []
    for reader, paths in lists.items():
        for path, path_of_many in zip(paths, lists_of_many[reader], strict=True):
            visits = (
                partial(few.visit_ms, visitors[reader], path),
                partial(many.visit_ms, visitors_of_many[reader], path_of_many),
            )
            ratios.append(Ratio(reader, _short(path), *quickest_ms(visits, rounds)))
    return ratios


def _too_dear(ratios: Sequence[Ratio]) -> Iterator[str]:
    for each in ratios:
        if each.times > MOST_OF_A_LIST:
            yield f"{each.path} for {each.reader}: {each.times:.2f} times what it costs among few"


def _lists_table(ratios: Sequence[Ratio], few_number: int, many_number: int) -> str:
    who = f"`staff` sees all, `owner` {OWNED} rooms of {ROOMS}, `single` one, `new` another of {KEPT} old transcripts."
    lines = [
        f"On {connection.vendor}: {who}",
        f"| reader | list | {few_number:,} ms | {many_number:,} ms | ratio |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.reader} | `{each.path}` | {each.few_ms:.1f} | {each.many_ms:.1f} | {each.times:.2f} |"
        for each in ratios
    ]
    return "\n".join(lines)


def _short(path: str) -> str:
    """The address without keys, which are made anew each time."""
    plain = re.sub(r"(older|cursor)=[^&]+", "\\1=…", path)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", plain)
