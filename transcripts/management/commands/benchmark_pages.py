"""`manage.py benchmark_pages`: what the pages cost when there is much to show, against what they cost with little."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from meetings.models import Meeting
from recordings.models import Recording
from transcripts.measuring.crowd import KEPT, OWNED, ROOMS, Crowd
from transcripts.measuring.database import temporary_database
from transcripts.measuring.talk import FIVE_HOURS, LAUNCH, Shape, give_words
from transcripts.measuring.visits import Visitor, lists_of
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
        few, many, rounds = FEW, options["transcripts"], options["rounds"]
        with temporary_database("benchmark_pages"):
            crowd = Crowd()
            crowd.grow(few)
            costs_of_few = _visit_lists(crowd, rounds)
            self.stderr.write(f"Making {many:,} transcripts")
            crowd.grow(many)
            costs_of_many = _visit_lists(crowd, rounds)
            long_pages = _long_pages(crowd, rounds)
        ratios = _ratios(costs_of_few, costs_of_many)
        self.stdout.write(_long_table(long_pages))
        self.stdout.write(_lists_table(ratios, few, many))
        if dear := [*_too_dear(ratios), *_too_long(long_pages)]:
            raise CommandError("\n".join(["Over its bound:", *dear]))
        self.stdout.write(f"No list is over {MOST_OF_A_LIST:g} times, no page over {MOST_OF_A_LONG_PAGE:g} times.")


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


def _long_pages(crowd: Crowd, rounds: int) -> tuple[LongPage, LongPage]:
    """The page of three minutes, and that of five hours."""
    visitor = Visitor(crowd.readers.staff)
    return (
        _page_of(crowd, visitor, "three minutes", LAUNCH, rounds),
        _page_of(crowd, visitor, "five hours", FIVE_HOURS, rounds),
    )


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


def _page_of(crowd: Crowd, visitor: Visitor, name: str, shape: Shape, rounds: int) -> LongPage:
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
    path = transcript.get_absolute_url()
    first_ms = visitor.once_ms(path)
    return LongPage(name, shape, first_ms, visitor.best_ms(path, rounds), visitor.size(path))


Costs: TypeAlias = Mapping[str, Sequence[tuple[str, float]]]


def _visit_lists(crowd: Crowd, rounds: int) -> Costs:
    """Milliseconds by reader and address."""
    readers = crowd.readers
    everybody = (readers.staff, readers.owner, readers.single, readers.newcomer)
    users = {user.username: Visitor(user) for user in everybody}
    return {
        name: [(path, users[name].best_ms(path, rounds)) for path in paths] for name, paths in lists_of(crowd).items()
    }


def _ratios(few: Costs, many: Costs) -> tuple[Ratio, ...]:
    return tuple(
        Ratio(reader, _short(path), few_ms, many_ms)
        for reader, costs in few.items()
        for (path, few_ms), (_, many_ms) in zip(costs, many[reader], strict=True)
    )


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
