"""How long a search takes, on rows made for it: few and many, in the database at hand.

Words are drawn as speech has them, the second most common half as often as the first, and so on (Zipf). Two rare words
meet in PLANTED segments, whatever the number of segments, and each stands alone in one of a hundred more.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import OuterRef, Subquery

from rooms.models import Room
from transcripts.models import Passage, Segment, Transcript, Version
from transcripts.searching.finding import Filters, find, page_after
from transcripts.searching.index import without_index
from transcripts.searching.passages import folded_segment, passages_of
from transcripts.searching.showing import shown
from transcripts.text.query import parse

PLANTED = 50
ROOMS = 40
ROOMS_OF_THE_READER = 2
TRANSCRIPT = 50
"""Segments of each transcript."""
ROUNDS = 21
TIMES_AS_LONG = 3
MORE_MS = 50
"""Among very many segments a search may take TIMES_AS_LONG what it takes among few, and so much more."""
TIMES_QUICKER = 50
"""Than looking through all of them, at least."""
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
_NAMES = ("Ada Lovelace", "Zoë Grün", "Kenji Mori", "Bob Stone")
_SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprstvwz" for vowel in "aeiou"]
_VOCABULARY = 30_000
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Timing:
    """The median of ROUNDS answers, in milliseconds, and how many places were found."""

    ms: float
    hits: int


@dataclass(frozen=True, slots=True)
class Bound:
    """What a search among very many segments may take, in words, and whether it did."""

    text: str
    met: bool

    def __str__(self) -> str:
        return f"{self.text}: {'met' if self.met else 'NOT MET'}"


@dataclass(frozen=True, slots=True)
class Size:
    """The rows to make. `pair` are the two words planted in them."""

    segments: int
    pair: tuple[str, str]


SMALL = Size(10_000, ("quixote", "lantern"))
LARGE = Size(1_000_000, ("zeppelin", "marzipan"))
COMMON = _SYLLABLES[0] * 2
"""The most common word of all."""


@dataclass(frozen=True, slots=True)
class Readers:
    staff: User
    owner: User
    """Of ROOMS_OF_THE_READER rooms."""


def make_readers() -> Readers:
    """The two readers, and the rooms."""
    staff = User.objects.create_user("benchmark-staff", is_superuser=True)
    owner = User.objects.create_user("benchmark-owner")
    Room.objects.bulk_create(
        Room(name=f"benchmark-{number}", owner=owner if number < ROOMS_OF_THE_READER else None)
        for number in range(ROOMS)
    )
    return Readers(staff, owner)


def fill(size: Size, on_progress: Callable[[int], None]) -> None:
    """Make as many segments, in transcripts of TRANSCRIPT each; `on_progress` is told how many there are."""
    with without_index():
        _write(size, on_progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as autovacuum would before long, and meanwhile disturb what is measured
            cursor.execute("VACUUM ANALYZE")


def _write(size: Size, on_progress: Callable[[int], None]) -> None:
    rooms = list(Room.objects.filter(name__startswith="benchmark-").order_by("name"))
    speech = _speech(size)
    for begin in range(0, size.segments, _BATCH):
        count = min(_BATCH, size.segments - begin)
        versions = _versions(rooms, begin // TRANSCRIPT, count // TRANSCRIPT)
        Segment.objects.bulk_create(
            _segment(versions[number // TRANSCRIPT], number % TRANSCRIPT, next(speech)) for number in range(count)
        )
        on_progress(begin + count)


def bounds(few: Timing, many: Timing, icontains: Timing) -> tuple[Bound, Bound]:
    """Of a search among few segments, the same among many, and looking through all of these."""
    most_ms = TIMES_AS_LONG * few.ms + MORE_MS
    times = icontains.ms / many.ms
    slowed = (
        f"among many segments {many.ms:.1f} ms, at most {TIMES_AS_LONG} × {few.ms:.1f} + {MORE_MS} = {most_ms:.1f} ms"
    )
    quicker = f"{times:.0f} times as quick as icontains, at least {TIMES_QUICKER}"
    return Bound(slowed, many.ms <= most_ms), Bound(quicker, times >= TIMES_QUICKER)


def time_search(user: User, typed: str) -> Timing:
    """The first page of a search with all that it shows."""
    query = parse(typed)

    def search() -> int:
        hits = find(user, query, Filters())
        shown(page_after(hits.rows, "").rows, query)
        return len(hits.rows)

    return _timed(search, rounds=ROUNDS)


def time_finding(user: User, typed: str) -> Timing:
    """A search without what its page shows: all that it finds, segments and others, in their order."""
    query = parse(typed)
    return _timed(lambda: len(find(user, query, Filters()).rows), rounds=ROUNDS)


def time_icontains(user: User, words: Sequence[str]) -> Timing:
    """Finding segments without an index, once: every one that the user may see is read. Nothing is shown of them."""
    found = Segment.objects.filter(version__in=Transcript.objects.visible_to(user).values("current"))
    for word in words:
        found = found.filter(text__icontains=word)
    return _timed(lambda: len(found.values_list("pk", flat=True)), rounds=1)


def _timed(act: Callable[[], int], *, rounds: int) -> Timing:
    taken, hits = [], 0
    for _ in range(rounds):
        begun = time.perf_counter()
        hits = act()
        taken.append(time.perf_counter() - begun)
    return Timing(statistics.median(taken) * 1000, hits)


def _versions(rooms: Sequence[Room], first: int, count: int) -> list[Version]:
    """As many transcripts, each ready and with a version without segments; a minute apart."""
    transcripts = [
        Transcript(
            room=rooms[number % len(rooms)],
            title=f"Talk {number}",
            language="en",
            participants=[{"id": "", "speaker": at, "name": name, "user_id": None} for at, name in enumerate(_NAMES)],
            recorded_at=_BEGINNING + timedelta(minutes=number),
        )
        for number in range(first, first + count)
    ]
    Transcript.objects.bulk_create(transcripts)
    Passage.objects.bulk_create(passage for transcript in transcripts for passage in passages_of(transcript))
    versions = [Version(transcript=transcript, number=1, language="en") for transcript in transcripts]
    Version.objects.bulk_create(versions)
    newest = Version.objects.filter(transcript=OuterRef("pk")).values("pk")
    Transcript.objects.filter(pk__in=[transcript.pk for transcript in transcripts]).update(
        current=Subquery(newest), status=Transcript.Status.READY
    )
    return versions


def _segment(version: Version, position: int, text: str) -> Segment:
    start_ms = position * 4_000
    return Segment(
        version=version,
        position=position,
        start_ms=start_ms,
        end_ms=start_ms + 3_500,
        speaker=position % len(_NAMES),
        text=text,
        words=[
            [start_ms + 250 * at, start_ms + 250 * at + 200, f" {word}", 0.98] for at, word in enumerate(text.split())
        ],
        folded=folded_segment(text, version),
    )


def _speech(size: Size) -> Iterator[str]:
    """The texts, the same at every run."""
    dice = random.Random(size.segments)  # noqa: S311 - not for secrets
    words = [COMMON, *(_word(dice) for _ in range(_VOCABULARY - 1))]
    weights = list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))
    planted = frozenset(dice.sample(range(size.segments), PLANTED))
    for number in range(size.segments):
        spoken = dice.choices(words, cum_weights=weights, k=dice.randint(4, 20))
        if number in planted:
            spoken[1:1] = size.pair
        elif number % 50 == 1:
            spoken.append(size.pair[number // 50 % 2])
        yield f"{' '.join(spoken).capitalize()}."


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))
