"""The only way for people to change a transcript: under a lock, stored once at the end, recorded as a Correction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from transcripts.action_items import follow_names
from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.kept import columns_for
from transcripts.correcting.sheet import Sheet
from transcripts.models import Correction, Transcript, Version
from transcripts.searching.passages import index_transcript
from transcripts.tellings import retell_topics, texts_shown, told_in
from transcripts.text.segments import Segment
from transcripts.text.webvtt import render_webvtt
from transcripts.text.words import Word

Kind = Correction.Kind
_MADE_ANEW = "The transcript was made anew meanwhile. Look at it again before you change it."


class Refused(Exception):
    """The change cannot be made; the message says why, for the person who wants it."""


class Conflict(Exception):
    """The value that the change began from is another by now: `current` has it, by the call's parameter names."""

    def __init__(self, message: str, **current: Any) -> None:
        super().__init__(message)
        self.current = current


@contextmanager
def opened(transcript_id: UUID, kind: str, *, by: User, version: int | None = None) -> Iterator[Sheet]:
    """Lock a transcript to change it; the changes are stored when the block ends, and none after an exception.

    `version` is the number of the version that the person saw. Raises Conflict when another is shown by now, and
    Refused when none is.
    """
    with transaction.atomic():
        sheet = Sheet(*_locked(transcript_id), by=name_of(by), at=timezone.now(), marking=kind != Kind.MERGE)
        if version is not None and sheet.version.number != version:
            raise Conflict(_MADE_ANEW, version=sheet.version.number)
        revision, written = sheet.transcript.revision, _written(sheet)
        yield sheet
        if sheet.transcript.revision != revision:
            _store(sheet)
            if _written(sheet) != written:
                follow_names(transcript_id)
                index_transcript(transcript_id)


def change(sheet: Sheet, kind: str, wanted: Mapping[str, Value], *, by: User) -> Correction | None:
    """Write the cells and record a Correction; None when all have these values already. Raises NoSuchCell."""
    cells.load(sheet, wanted)
    before = {cell: cells.read(sheet, cell) for cell in wanted}
    if all(_is_same(before[cell], wanted[cell]) for cell in wanted):
        return None
    for cell in wanted:
        cells.write(sheet, cell, wanted[cell])
    sheet.transcript.revision += 1
    return Correction.objects.create(
        transcript=sheet.transcript,
        version=sheet.version,
        kind=kind,
        before=before,
        after={cell: cells.read(sheet, cell) for cell in wanted},
        made_by=by,
        made_by_name=name_of(by),
    )


def name_of(user: User) -> str:
    return (user.get_full_name() or user.get_username())[:150]


def _is_same(now: Value, wanted: Value) -> bool:
    """Whether nothing is to be written; a person's text is given up even when the generated one reads the same."""
    return now["value"] == wanted["value"] and (wanted["own"] or not now["own"])


def _locked(transcript_id: UUID) -> tuple[Transcript, Version]:
    """Lock the version shown and then its transcript, in the pipeline's order, so that there is no deadlock."""
    shown = Transcript.objects.values_list("current_id", flat=True).get(pk=transcript_id)
    version = Version.objects.select_for_update().filter(pk=shown).order_by("pk").first()
    transcript = Transcript.objects.select_for_update(of=("self",)).get(pk=transcript_id)
    if version is None:
        raise Refused("There is no transcript to change yet.")
    if transcript.current_id != version.pk:
        raise Conflict(_MADE_ANEW)
    return transcript, version


def _written(sheet: Sheet) -> tuple[Any, ...]:
    """Everything but the segments that owners of action items and passages of the search are derived from."""
    transcript = sheet.transcript
    texts = [getattr(transcript, field) for field in cells.FIELDS]
    return (*texts, transcript.participants, transcript.written.get("merged"), sheet.titles)


def _store(sheet: Sheet) -> None:
    sheet.store()
    _name_quoted(sheet)
    columns = [*cells.FIELDS, "participants", "written", "revision", "changed_at"]
    if sheet.speech_changed:
        sheet.transcript.webvtt = _webvtt(sheet.version)
        columns.append("webvtt")
    sheet.transcript.save(update_fields=columns)


def _name_quoted(sheet: Sheet) -> None:
    """Write the generated texts, shown or kept beside a person's, with the current names of those whom they quote."""
    if sheet.version.chosen_id is None:
        return
    told = told_in(sheet.version, sheet.transcript.participants)
    for column, value in columns_for(sheet.transcript, texts_shown(sheet.version, told)).items():
        setattr(sheet.transcript, column, value)
    retell_topics(sheet.version, told)


def _webvtt(version: Version) -> str:
    """The WebVTT file to store. Its cues need no single words, so the text of a segment is passed as one word."""
    rows = version.segments.spoken().values_list("start_ms", "end_ms", "speaker", "text")
    return render_webvtt(
        [
            Segment(start_ms, end_ms, speaker, (Word(start_ms, end_ms, text),))
            for start_ms, end_ms, speaker, text in rows.iterator()
        ]
    )
