"""Splitting a segment at a word, so that its second part can be given to somebody else, and joining two segments.

Both are changes like those of `changing`, with the same errors. The first part of a split segment keeps its number; the
second one gets a number of its own. Of two joined segments the later one is left without words and is not shown, until
undoing the change gives them back.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.changing import MOST_OF_A_SEGMENT, OF_TEXTS, given_to, meanwhile, segment_at
from transcripts.correcting.desk import Conflict, Kind, Refused, change, opened
from transcripts.correcting.sheet import Sheet, text_of
from transcripts.models import Correction, Segment
from transcripts.pages.turns import LONG_PAUSE_MS
from transcripts.querysets import SegmentQuerySet
from transcripts.text.cutting import Stretch, joined, split_at
from transcripts.text.realigning import plain_text
from transcripts.text.words import Word, read_words, stored_words

BETWEEN = "\n"
"""Separates the texts of two segments in the `was` of a joining."""
_NO_TIMES = "The times of its words are not known, so it cannot be split or joined."


def split(
    transcript_id: UUID,
    position: int,
    word: int,
    *,
    version: int,
    was: str,
    by: User,
    to: int | str | None = None,
    along: Sequence[int] = (),
) -> Correction | None:
    """Split a segment in two, the second of which begins with word number `word`, from 0.

    With `to` the second part, and the segments `along` of the same speaker, are given to somebody else as `give` does.
    """
    with opened(transcript_id, Kind.SPLIT, by=by, version=version) as sheet:
        sheet.load([position, *along])
        segment = segment_at(sheet, position)
        others = {segment_at(sheet, each).speaker for each in along} - {segment.speaker}
        if plain_text(segment.text) != plain_text(was) or others:
            raise Conflict(meanwhile(sheet, *([Kind.SPEAKER] if others else OF_TEXTS)), text=segment.text)
        first, second = _parts(sheet, segment, word)
        new = sheet.add_after(segment)
        wanted = {_cell(segment): _cut(sheet, first), _cell(new): _cut(sheet, second)}
        if to is not None:
            wanted |= given_to(sheet, [new.position, *along], to, was=segment.speaker)
        return change(sheet, Kind.SPLIT, wanted, by=by)


def join(transcript_id: UUID, positions: Sequence[int], *, version: int, was: str, by: User) -> Correction | None:
    """Join two consecutive segments of a speaker into one, which keeps the number of the earlier one.

    `was` is the text of both, in their order, with BETWEEN between them.
    """
    if len(set(positions)) != 2:
        raise Refused("Say which two segments.")
    with opened(transcript_id, Kind.JOIN, by=by, version=version) as sheet:
        sheet.load(positions)
        rows = [segment_at(sheet, position) for position in positions]
        first, second = sorted(rows, key=_place)
        if [plain_text(first.text), plain_text(second.text)] != [plain_text(text) for text in was.split(BETWEEN)]:
            raise Conflict(meanwhile(sheet, *OF_TEXTS), text=BETWEEN.join((first.text, second.text)))
        rows = [first, *_removed_between(sheet, first, second), second]
        _check_neighbours(rows)
        return change(sheet, Kind.JOIN, _unsplit(sheet, first, second) or _as_one(sheet, rows), by=by)


def as_one_again(
    sheet: Sheet, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The cells before and after a split that was made in an earlier version, for undoing it in this one.

    Their times and words are those of now. Raises Conflict when one of the parts was split or joined since.
    """
    cells.load(sheet, before)
    stretches = {cell: cells.read(sheet, cell) for cell in before if cell.startswith("stretch:")}
    if any(value["value"]["cut_at"] != after[cell]["value"]["cut_at"] for cell, value in stretches.items()):
        raise Conflict(meanwhile(sheet, *OF_TEXTS))
    rows = [sheet.segment(int(cell.partition(":")[2])) for cell in stretches]
    # The part that was split off is the one that had no words before; it may be the earlier or the later one.
    rows.sort(key=lambda row: not before[_cell(row)]["value"]["words"])
    whole = _as_one(sheet, rows)
    whole[_cell(rows[0])]["value"]["cut_at"] = before[_cell(rows[0])]["value"]["cut_at"]
    return {**before, **whole}, {**after, **stretches}


def check_one_speaker(sheet: Sheet, before: Mapping[str, Value]) -> None:
    """Raises Conflict when segments that were split or joined belong to two speakers by now."""
    rows = [sheet.segment(int(key)) for kind, _, key in (cell.partition(":") for cell in before) if kind == "stretch"]
    if len({row.speaker for row in rows}) > 1:
        raise Conflict("A part of it was given to somebody else since. Undo the later change first.")


def words_of(segment: Segment) -> tuple[Word, ...]:
    """The words at which a segment can be split; none when its text is not made of them."""
    return read_words(segment.words) if text_of(segment.words) == segment.text else ()


def next_of(segment: Segment) -> Segment | None:
    """The next segment of the same speaker, when it can be joined to this one."""
    rows = Segment.objects.spoken().filter(version=segment.version_id, speaker=segment.speaker)
    following = rows.after(*_place(segment)).first() if segment.text else None
    if following is None:
        return None
    try:
        _check_neighbours([segment, following])
    except Refused:
        return None
    return following


def _place(segment: Segment) -> tuple[int, ...]:
    return tuple(getattr(segment, column) for column in SegmentQuerySet.ORDER)


def _parts(sheet: Sheet, segment: Segment, word: int) -> tuple[Stretch, Stretch]:
    words = words_of(segment)
    if not words:
        raise Refused(_NO_TIMES)
    if len(words) == 1:
        raise Refused("It is a single word, of which no two parts can be made.")
    if not 0 < word < len(words):
        raise Refused(f"Choose the word that the second part begins with: 1 to {len(words) - 1}, counted from 0.")
    first, second = split_at(_stretch(segment), word)
    if not all("".join(each.text for each in part.words).strip() for part in (first, second)):
        raise Refused("One of the parts would say nothing. Choose another word.")
    alike = sheet.version.segments.spoken().filter(start_ms=second.start_ms, end_ms=second.end_ms)
    if alike.after(second.start_ms, second.end_ms, segment.position).exists():
        raise Refused("Another part stands at the same moment, so their order would be lost. Join these first.")
    return first, second


def _check_neighbours(rows: Sequence[Segment]) -> None:
    """Raises Refused where the first and the last of the rows cannot be one segment."""
    first, second = rows[0], rows[-1]
    if first.speaker != second.speaker:
        raise Refused("Two people say them. Give one of them to the other speaker first.")
    if first.track_speaker != second.track_speaker:
        raise Refused("They were heard in the tracks of two people, so they stay two segments.")
    if not (words_of(first) and words_of(second)):
        raise Refused(_NO_TIMES)
    if any(later.start_ms - row.end_ms >= LONG_PAUSE_MS for row, later in pairwise(rows)):
        raise Refused(f"Between them are {LONG_PAUSE_MS // 1000} seconds or more, so they stay two segments.")
    if len(first.text) + len(second.text) > MOST_OF_A_SEGMENT:
        raise Refused(f"Together they have more than {MOST_OF_A_SEGMENT} characters.")


def _removed_between(sheet: Sheet, first: Segment, second: Segment) -> list[Segment]:
    """The speaker's removed segments between the two; what was heard in them becomes part of the joined one."""
    rows = sheet.version.segments.filter(speaker=first.speaker, start_ms__lte=second.start_ms)
    between = list(rows.after(*_place(first)).before(*_place(second)).order_by(*SegmentQuerySet.ORDER))
    if any(row.text for row in between):
        raise Refused("The same speaker says something between them. Join the nearer ones first.")
    found = [row for row in between if row.heard_words and row.track_speaker == first.track_speaker]
    sheet.take(found)
    return found


def _unsplit(sheet: Sheet, first: Segment, second: Segment) -> dict[str, Value]:
    """The segment these two were before a split, when neither has been changed since; else nothing."""
    wanted = {_cell(first), _cell(second)}
    splits = Correction.objects.filter(version=sheet.version, kind=Kind.SPLIT, undone_at__isnull=True)
    for before, after in splits.values_list("before", "after").order_by("-pk"):
        if wanted <= before.keys():
            stands = all(cells.read(sheet, cell)["value"] == after[cell]["value"] for cell in wanted)
            return {cell: before[cell] for cell in wanted} if stands else {}
    return {}


def _as_one(sheet: Sheet, rows: Sequence[Segment]) -> dict[str, Value]:
    """The rows' words all in the first one, and none in the others."""
    whole = reduce(joined, map(_stretch, rows))
    emptied = {
        _cell(row): Value(value=_value(Stretch(row.start_ms, row.end_ms, ()), None), own=False) for row in rows[1:]
    }
    return {_cell(rows[0]): _cut(sheet, whole), **emptied}


def _cell(segment: Segment) -> str:
    return f"stretch:{segment.position}"


def _cut(sheet: Sheet, stretch: Stretch) -> Value:
    return Value(value=_value(stretch, sheet.at.isoformat()), own=True)


def _value(stretch: Stretch, cut_at: str | None) -> dict[str, Any]:
    """As the cell `stretch` keeps it."""
    heard = None if stretch.heard is None else stored_words(stretch.heard)
    return {
        "start_ms": stretch.start_ms,
        "end_ms": stretch.end_ms,
        "words": stored_words(stretch.words),
        "heard": heard,
        "cut_at": cut_at,
    }


def _stretch(segment: Segment) -> Stretch:
    heard = None if segment.heard_words is None else read_words(segment.heard_words)
    return Stretch(segment.start_ms, segment.end_ms, read_words(segment.words), heard)
