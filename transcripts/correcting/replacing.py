"""Putting words in place of others wherever they stand in a transcript, as one change that is undone as one."""

import re
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib.auth.models import User

from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.changing import own_text, paragraphs, segment_at, words_saying
from transcripts.correcting.desk import Kind, Refused, change, opened
from transcripts.correcting.sheet import NoSuchCell, Sheet
from transcripts.models import Correction, Segment, Transcript, Version
from transcripts.text.realigning import plain_text
from transcripts.text.replacing import Replacement

NOTHING_TO_FIND = "Write what is to be replaced."
MOST_TO_FIND = 100
MOST_TO_PUT = 200
_A_PLACE = re.compile(rf"{'|'.join(cells.FIELDS)}|topic:[0-9]{{1,9}}-[0-9]{{1,9}}|words:[0-9]{{1,9}}")


def wanted(find: str, put: str) -> Replacement:
    """The replacement that a person wrote. Raises Refused when nothing, too much, or twice the same is written."""
    find, put = plain_text(find), plain_text(put)
    if not find:
        raise Refused(NOTHING_TO_FIND)
    if len(find) > MOST_TO_FIND or len(put) > MOST_TO_PUT:
        raise Refused(f"At most {MOST_TO_FIND} characters can be replaced, by at most {MOST_TO_PUT}.")
    if find == put:
        raise Refused("Both are the same.")
    return Replacement(find, put)


def segments_changed(version: Version, replacement: Replacement) -> Iterator[tuple[Segment, str]]:
    """The segments that would change, in their order, each with what it would say."""
    for segment in version.segments.spoken().defer("words", "heard_words", "folded").iterator():
        text = replacement.applied(segment.text)
        if text != plain_text(segment.text):
            yield segment, text


def texts_changed(transcript: Transcript, version: Version, replacement: Replacement) -> Iterator[tuple[str, str, str]]:
    """The cells of title, summaries and topics that would change, each with its text and what would stand there."""
    texts = [(field, getattr(transcript, field)) for field in cells.FIELDS]
    texts += [(f"topic:{topic.start_ms}-{topic.end_ms}", topic.title) for topic in version.topics.all()]
    for cell, text in texts:
        new = _in_lines(replacement, text)
        if new != paragraphs(text):
            yield cell, text, new


def replace(
    transcript_id: UUID, replacement: Replacement, *, chosen: Sequence[str] | None, version: int, by: User
) -> Correction | None:
    """Replace in these cells, `words:POSITION` and those of texts, or in all.

    Where somebody has changed one of them meanwhile, it is their text that is changed, and what does not contain any
    more what is looked for stays as it is: so nobody's words are lost. None when all of them stay.
    """
    with opened(transcript_id, Kind.REPLACE, by=by, version=version) as sheet:
        places = _all(sheet, replacement) if chosen is None else list(dict.fromkeys(chosen))
        if not all(map(_A_PLACE.fullmatch, places)):
            raise Refused("There is no such place. Look at the places again.")
        cells.load(sheet, places)
        new = {cell: value for cell in places if (value := _replaced(sheet, cell, replacement)) is not None}
        return change(sheet, Kind.REPLACE, new, by=by) if new else None


def _all(sheet: Sheet, replacement: Replacement) -> list[str]:
    said = [f"words:{segment.position}" for segment, _ in segments_changed(sheet.version, replacement)]
    return said + [cell for cell, _, _ in texts_changed(sheet.transcript, sheet.version, replacement)]


def _replaced(sheet: Sheet, cell: str, replacement: Replacement) -> Value | None:
    """What to write into a cell; None where there is nothing to replace."""
    kind, _, key = cell.partition(":")
    if kind == "words":
        segment = segment_at(sheet, int(key))
        text = replacement.applied(segment.text)
        return None if text == plain_text(segment.text) else words_saying(segment, text)
    try:
        now = cells.read(sheet, cell)["value"]
    except NoSuchCell as error:
        raise Refused(str(error)) from None
    new = _in_lines(replacement, now)
    return None if new == paragraphs(now) else Value(value=own_text(kind, new), own=True)


def _in_lines(replacement: Replacement, text: str) -> str:
    return paragraphs("\n".join(map(replacement.applied, text.splitlines())))
