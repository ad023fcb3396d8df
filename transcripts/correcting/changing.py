"""Everything that a person can put right in a transcript.

Each change names the value it began from (`was`, and the number of the version where it is about segments), and returns
the Correction that it made, or None when nothing had to be changed. Each raises Conflict when the value is another by
now, and Refused for what is not possible. Permissions are checked by the caller.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User

from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.desk import Conflict, Kind, Refused, change, opened
from transcripts.correcting.sheet import NoSuchCell, Sheet, text_of
from transcripts.models import Correction, Segment
from transcripts.text.realigning import plain_text, realigned
from transcripts.text.speakers import Participant
from transcripts.text.words import read_words, stored_words

OF_TEXTS = (Kind.TEXT, Kind.REPLACE, Kind.SPLIT, Kind.JOIN)
"""The kinds of changes after which a segment says something else."""
MOST_OF_A_TITLE = 255
MOST_OF_A_NAME = 120
MOST_OF_A_SUMMARY = 20_000
MOST_OF_A_SEGMENT = 10_000


def write_field(transcript_id: UUID, field: str, text: str, *, was: str, by: User) -> Correction | None:
    """Replace a title or summary (one of `cells.FIELDS`) by a person's own text."""
    written = own_text(field, text)
    with opened(transcript_id, field, by=by) as sheet:
        _check(sheet, field, written, was, field)
        return change(sheet, field, {field: Value(value=written, own=True)}, by=by)


def let_go(transcript_id: UUID, field: str, *, by: User) -> Correction | None:
    """Use the generated title or summary again, now and whenever another one is made."""
    with opened(transcript_id, field, by=by) as sheet:
        generated = sheet.written(field).get("generated", getattr(sheet.transcript, field))
        return change(sheet, field, {field: Value(value=generated, own=False)}, by=by)


def write_topic(
    transcript_id: UUID, position: int, title: str, *, version: int, was: str, by: User
) -> Correction | None:
    """Rename the topic with this number among the version's topics, from 0."""
    written = own_text("topic", title)
    with opened(transcript_id, Kind.TOPIC, by=by, version=version) as sheet:
        topic = sheet.version.topics.filter(position=position).first()
        if topic is None:
            raise Refused("There is no such topic any more.")
        cell = f"topic:{topic.start_ms}-{topic.end_ms}"
        _check(sheet, cell, written, was, "title")
        return change(sheet, Kind.TOPIC, {cell: Value(value=written, own=True)}, by=by)


def rename(transcript_id: UUID, speaker: int, name: str, *, was: str, by: User) -> Correction | None:
    """Rename a speaker, everywhere in the transcript."""
    written = _line(name, MOST_OF_A_NAME, "A name")
    with opened(transcript_id, Kind.NAME, by=by) as sheet:
        _check(sheet, f"name:{speaker}", written, was, "name")
        return change(sheet, Kind.NAME, {f"name:{speaker}": Value(value=written, own=True)}, by=by)


def write_text(transcript_id: UUID, position: int, text: str, *, version: int, was: str, by: User) -> Correction | None:
    """Replace a segment's text. Unchanged words keep their times; a segment without any text is not shown any more."""
    written = plain_text(text)
    with opened(transcript_id, Kind.TEXT, by=by, version=version) as sheet:
        segment = segment_at(sheet, position)
        now = plain_text(segment.text)
        if now not in (written, plain_text(was)):
            raise Conflict(meanwhile(sheet, *OF_TEXTS), text=segment.text)
        if now == written:
            return None
        return change(sheet, Kind.TEXT, {f"words:{position}": words_saying(segment, written)}, by=by)


def give(
    transcript_id: UUID, positions: Sequence[int], to: int | str, *, version: int, was: int, by: User
) -> Correction | None:
    """Give segments of the speaker `was` to another speaker by number, or to a new one by name.

    A name that exactly one participant has stands for that participant.
    """
    with opened(transcript_id, Kind.SPEAKER, by=by, version=version) as sheet:
        sheet.load(positions)
        for position in positions:
            segment_at(sheet, position)
        wanted = given_to(sheet, positions, to, was=was)
        return change(sheet, Kind.SPEAKER, wanted, by=by) if wanted else None


def given_to(sheet: Sheet, positions: Sequence[int], to: int | str, *, was: int) -> dict[str, Value]:
    """The cells to write to give segments away as `give` does; none when all of them are the speaker's already."""
    speaker, wanted = (to, {}) if isinstance(to, int) else _named(sheet, to)
    if not wanted and sheet.participant(speaker) is None:
        raise Refused(f"There is no speaker {speaker}. Choose one of the participants, or give a new name.")
    if not positions:
        raise Refused("Say which segments.")
    now = {_segment(sheet, position).speaker for position in positions}
    if not now <= {was, speaker}:
        raise Conflict(meanwhile(sheet, Kind.SPEAKER), speaker=min(now - {was}))
    if now == {speaker}:
        return {}
    return wanted | {f"speaker:{position}": Value(value=speaker, own=True) for position in positions}


def merge(transcript_id: UUID, speaker: int, into: int, *, by: User) -> Correction | None:
    """Say that two speakers are one: all that `speaker` says is said by `into`, also when it is transcribed again."""
    if speaker == into:
        raise Refused("A speaker cannot be merged with itself. Choose another one.")
    with opened(transcript_id, Kind.MERGE, by=by) as sheet:
        for number in (speaker, into):
            if sheet.participant(number) is None:
                raise Refused(f"There is no speaker {number} any more.")
        segments = list(sheet.version.segments.filter(speaker=speaker).defer("words", "folded"))
        sheet.take(segments)
        wanted = {
            f"participant:{speaker}": Value(value=None, own=True),
            f"merged:{speaker}": Value(value=into, own=True),
            **{f"speaker:{segment.position}": Value(value=into, own=True) for segment in segments},
        }
        return change(sheet, Kind.MERGE, wanted, by=by)


def _check(sheet: Sheet, cell: str, wanted: str, was: str, name: str) -> None:
    """Raises Conflict when the current value is neither what the change began from nor what it wants."""
    try:
        now = cells.read(sheet, cell)["value"]
    except NoSuchCell as error:
        raise Refused(str(error)) from None
    if paragraphs(now) not in (paragraphs(was), wanted):
        raise Conflict(_changed_by_last(sheet, after__has_key=cell), **{name: now})


def meanwhile(sheet: Sheet, *kinds: str) -> str:
    """The message of a Conflict: who made the last change of these kinds."""
    return _changed_by_last(sheet, kind__in=kinds)


def _changed_by_last(sheet: Sheet, **lookups: Any) -> str:
    last = Correction.objects.filter(transcript=sheet.transcript, **lookups).order_by("-pk").first()
    who = (last.undone_by_name or last.made_by_name) if last else "Somebody else"
    return f"{who} changed this meanwhile. Nothing was saved; your own version is still here."


def _segment(sheet: Sheet, position: int) -> Segment:
    try:
        return sheet.segment(position)
    except NoSuchCell as error:
        raise Refused(str(error)) from None


def segment_at(sheet: Sheet, position: int) -> Segment:
    """Raises Refused where the version shown has none, or none any more."""
    segment = _segment(sheet, position)
    if not segment.text and segment.heard_words is None:
        raise Refused("It was joined to another segment. Look at the transcript again before you change it.")
    return segment


def words_saying(segment: Segment, text: str) -> Value:
    """What to write for a segment to say `text`: the words that were heard, when it is theirs. Refused if too long."""
    if len(text) > MOST_OF_A_SEGMENT:
        raise Refused(f"This is more than {MOST_OF_A_SEGMENT} characters. Shorten it.")
    if segment.heard_words is not None and text == plain_text(text_of(segment.heard_words)):
        return Value(value=segment.heard_words, own=True)
    words = read_words(segment.words or segment.heard_words or ())
    new = realigned(words, text, start_ms=segment.start_ms, end_ms=segment.end_ms)
    return Value(value=stored_words(new), own=True)


def _named(sheet: Sheet, name: str) -> tuple[int, dict[str, Value]]:
    """The number of the speaker of this name, and the cells to write when it is a new one."""
    written = _line(name, MOST_OF_A_NAME, "A name")
    same = [p["speaker"] for p in sheet.transcript.participants if p["name"].casefold() == written.casefold()]
    if len(same) == 1:
        return same[0], {}
    speaker = _next_number(sheet)
    entry = Participant(id=str(uuid4()), speaker=speaker, name=written, user_id=None)
    return speaker, {f"participant:{speaker}": Value(value=entry, own=True)}


def _next_number(sheet: Sheet) -> int:
    """A number that no speaker has or ever had, so that undoing a correction cannot give it to two speakers."""
    used = {entry["speaker"] for entry in sheet.transcript.participants}
    used |= {int(speaker) for speaker in sheet.written("merged")}
    used |= set(sheet.version.segments.values_list("speaker", flat=True).distinct().order_by())
    heard = sheet.version.segments.filter(heard_speaker__isnull=False)
    used |= set(heard.values_list("heard_speaker", flat=True).distinct().order_by())
    return max((number for number in used if number is not None), default=-1) + 1


def own_text(kind: str, text: str) -> str:
    """A person's text for a cell of this kind, a title or a summary, as it is stored. Refused when it is none."""
    return _summary(text) if kind in ("short_summary", "long_summary") else _line(text, MOST_OF_A_TITLE, "A title")


def _line(text: str, most: int, what: str) -> str:
    """Raises Refused when nothing or too much is written."""
    written = plain_text(text)
    if not written:
        raise Refused(f"{what} needs at least one letter.")
    if len(written) > most:
        raise Refused(f"{what} has at most {most} characters; this has {len(written)}.")
    return written


def _summary(text: str) -> str:
    """Raises Refused when too much is written; what was generated in its place may be of any length."""
    written = paragraphs(text)
    if len(written) > MOST_OF_A_SUMMARY:
        raise Refused(f"A summary has at most {MOST_OF_A_SUMMARY} characters; this has {len(written)}.")
    return written


def paragraphs(text: str) -> str:
    """Text with its line breaks, each line plain."""
    lines = [plain_text(line) if line.strip() else "" for line in text.splitlines()]
    return "\n".join(lines).strip()
