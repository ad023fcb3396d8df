"""`manage.py benchmark_pages`: what the pages cost when there is much to show, against what they cost with little."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from meetings.models import Meeting
from recordings.models import Recording
from transcripts.measuring.crowd import KEPT, OWNED, ROOMS, Crowd
from transcripts.measuring.talk import FIVE_HOURS, LAUNCH, Shape, give_words
from transcripts.measuring.visits import Visitor, lists_of
from transcripts.models import Transcript

FEW = 100
_NAME = "benchmark_pages"


class Command(BaseCommand):
    """Few and many are measured in one run, so that the ratios tell something on any machine."""

    help = "Measure the pages with much to show against the same with little, in a database made for it and removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--transcripts", type=int, default=100_000, help="how many are many; default: %(default)s")
        parser.add_argument("--rounds", type=int, default=20, help="visits to each page; the quickest counts")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["transcripts"] < FEW or options["rounds"] < 1:
            raise CommandError(f"Give at least {FEW} transcripts and one round.")
        few, many, rounds = FEW, options["transcripts"], options["rounds"]
        with _throw_away_database():
            crowd = Crowd()
            crowd.grow(few)
            costs_of_few = _visit_lists(crowd, rounds)
            self.stderr.write(f"Making {many:,} transcripts")
            crowd.grow(many)
            costs_of_many = _visit_lists(crowd, rounds)
            self.stdout.write(_long_page(crowd, rounds))
        self.stdout.write(_lists_table(costs_of_few, costs_of_many, few, many))


@contextmanager
def _throw_away_database() -> Iterator[None]:
    """An empty one beside the site's own, removed at the end; on PostgreSQL the user must be allowed to make it."""
    name = connection.settings_dict["NAME"]
    in_a_file = connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / _NAME) if in_a_file else _NAME
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except SystemExit as error:
        raise CommandError("The database for it could not be made: the reason stands above.") from error
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


def _long_page(crowd: Crowd, rounds: int) -> str:
    """A table of the page of five hours against that of three minutes, each from its second view on."""
    visitor = Visitor(crowd.readers.staff)
    rows = [("three minutes", *_page_of(crowd, visitor, LAUNCH, rounds))]
    rows += [("five hours", *_page_of(crowd, visitor, FIVE_HOURS, rounds))]
    lines = [_LONG_HEAD, _LONG_RULE]
    for name, shape, first_ms, later_ms, size in rows:
        lines.append(
            f"| {name} | {shape.segments:,} | {shape.words:,} | {first_ms:.0f} | {later_ms:.1f} "
            f"| {later_ms / rows[0][3]:.1f} | {size / 1000:.0f} |"
        )
    return "\n".join([*lines, ""])


_LONG_HEAD = "| transcript of | segments | words | first view ms | later views ms | ratio | transferred kB |"
_LONG_RULE = "|---|---|---|---|---|---|---|"


def _page_of(crowd: Crowd, visitor: Visitor, shape: Shape, rounds: int) -> tuple[Shape, float, float, int]:
    recording = Recording.objects.create(
        id=f"long-{shape.words}",
        meeting=Meeting.objects.filter(room=crowd.quiet).first(),
        outcome=Recording.Outcome.MATCHED,
        type=Recording.Type.RAW_TRACKS,
        recorded_at=crowd.middle(),
    )
    transcript = Transcript.objects.create(recording=recording, room=crowd.quiet, recorded_at=recording.recorded_at)
    give_words(transcript, shape)
    path = transcript.get_absolute_url()
    first_ms = visitor.once_ms(path)
    return shape, first_ms, visitor.best_ms(path, rounds), visitor.size(path)


Costs: TypeAlias = Mapping[str, Sequence[tuple[str, float]]]


def _visit_lists(crowd: Crowd, rounds: int) -> Costs:
    """Milliseconds by reader and address."""
    readers = crowd.readers
    users = {user.username: Visitor(user) for user in (readers.staff, readers.owner, readers.newcomer)}
    return {
        name: [(path, users[name].best_ms(path, rounds)) for path in paths] for name, paths in lists_of(crowd).items()
    }


def _lists_table(few: Costs, many: Costs, few_number: int, many_number: int) -> str:
    lines = [
        f"On {connection.vendor}: `staff` sees all, `owner` {OWNED} rooms of {ROOMS}, `new` one of {KEPT} transcripts.",
        f"| reader | list | {few_number:,} ms | {many_number:,} ms | ratio |",
        "|---|---|---|---|---|",
    ]
    for reader, costs in few.items():
        for (path, few_ms), (_, many_ms) in zip(costs, many[reader], strict=True):
            lines.append(f"| {reader} | `{_short(path)}` | {few_ms:.1f} | {many_ms:.1f} | {many_ms / few_ms:.2f} |")
    return "\n".join(lines)


def _short(path: str) -> str:
    """The address without keys, which are made anew each time."""
    plain = re.sub(r"(older|cursor)=[^&]+", "\\1=…", path)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", plain)
