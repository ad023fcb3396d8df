"""Undoing a correction, which is possible as long as nothing that it changed has been changed since; giving one up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.cutting import as_one_again, check_one_speaker
from transcripts.correcting.desk import Conflict, Kind, Refused, name_of, opened
from transcripts.correcting.sheet import NoSuchCell, Sheet
from transcripts.correcting.unplaced import listed, rows_of, with_unplaced
from transcripts.models import Correction, Segment, Transcript
from transcripts.text.speakers import merged_into

_CHANGED_SINCE = "It was changed again since. Undo the later change first."
_JOINED = "The transcript was made anew since. Split the segment instead, where it is to be two."
_GONE = "The transcript was made anew since, and what this changed was heard otherwise. Correct it as it is now."


def undo(correction: Correction, *, by: User) -> None:
    """Put back what was there before, in the transcript as it is shown now.

    What was generated or heard before comes back as it is generated or heard now. Raises Conflict when something that
    it changed has been changed since, and Refused when it cannot be undone at all; nothing is changed then.
    """
    with opened(correction.transcript_id, correction.kind, by=by) as sheet:
        if Correction.objects.filter(pk=correction.pk, undone_at__isnull=False).exists():
            raise Refused("It is undone already.")
        before, after = _of_now(sheet, correction)
        cells.load(sheet, before)
        try:
            changed = [cell for cell in after if not _is_as_left(cells.read(sheet, cell), after[cell])]
        except NoSuchCell as error:
            raise Refused(f"{error} It cannot be undone.") from None
        changed += _cut_since(sheet, correction, after)
        if changed:
            raise Conflict(_CHANGED_SINCE, cells=changed)
        _keep_speakers_that_are_needed(sheet, before)
        for cell, value in before.items():
            cells.write(sheet, cell, value)
        check_one_speaker(sheet, before)
        _check_that_speakers_are_there(sheet, before)
        sheet.transcript.revision += 1
        Correction.objects.filter(pk=correction.pk).update(
            undone_by=by, undone_by_name=name_of(by), undone_at=timezone.now()
        )


def give_up(transcript_id: UUID, segment: int, *, by: User) -> None:
    """Try a correction no more that found no place in the version shown; the history keeps what it was.

    `segment` is its key in `unplaced.listed`. Raises Refused when it is there no longer.
    """
    with opened(transcript_id, Kind.TEXT, by=by) as sheet:
        transcript = sheet.transcript
        gone = [each for each in listed(transcript) if each.segment == segment]
        if not gone:
            raise Refused("It has found its place, or was given up, meanwhile.")
        stay = [each for _, each in rows_of(transcript) if each["segment"] != segment]
        transcript.written = with_unplaced(transcript.written, stay)
        transcript.revision += 1
        warnings = [each for each in transcript.warnings if each != gone[0].warning]
        Transcript.objects.filter(pk=transcript_id).update(warnings=warnings)


def _cut_since(sheet: Sheet, correction: Correction, after: Mapping[str, Value]) -> list[str]:
    """Cells of segments that were split or joined after the correction, and so hold more or less than it changed."""
    keys = [(cell, *cell.partition(":")[::2]) for cell in after]
    rows = [(cell, sheet.segment(int(key))) for cell, kind, key in keys if kind in cells.OF_SEGMENTS]
    return [cell for cell, row in rows if row.cut_at and row.cut_at > correction.made_at]


def _is_as_left(now: Value, left: Value) -> bool:
    """Whether a cell has the value that the correction left; all generated values count as the same."""
    return now["value"] == left["value"] or not (now["own"] or left["own"])


def _of_now(sheet: Sheet, correction: Correction) -> tuple[dict[str, Value], dict[str, Value]]:
    """The correction's cells, before and after, by their names in the version shown now."""
    before: dict[str, Value] = correction.before
    after: dict[str, Value] = correction.after
    if correction.version_id == sheet.version.pk:
        return before, after
    places = _carried(sheet, correction)
    if correction.kind == Kind.JOIN:
        raise Refused(_JOINED)
    if correction.kind == Kind.MERGE:
        apart, together = _merged_again(sheet, after, places)
        return {**_moved(before, places), **apart}, {**_moved(after, places), **together}
    if None in [_renamed(cell, places) for cell in before]:
        raise Refused(_GONE)
    if correction.kind == Kind.SPLIT:
        return as_one_again(sheet, _moved(before, places), _moved(after, places))
    return _moved(before, places), _moved(after, places)


def _carried(sheet: Sheet, correction: Correction) -> dict[str, str]:
    """For each segment that was changed by it or corrected before, its position now by its position then."""
    keys = (cell.partition(":") for cell in correction.before)
    changed = Q(position__in={key for kind, _, key in keys if kind in cells.OF_SEGMENTS})
    rows = Segment.objects.filter(changed | ~Q(corrected_by=""), version=correction.version_id)
    places = {pk: str(position) for pk, position in rows.values_list("pk", "position")}
    found: dict[str, str] = {}
    while places:
        later = Segment.objects.filter(carried_from__in=places)
        moved: dict[int, str] = {}
        for row in later.only("pk", "carried_from", "version", "position"):
            moved[row.pk] = origin = places[row.carried_from_id or 0]
            if row.version_id == sheet.version.pk:
                found[origin] = str(row.position)
        places = moved
    return found


def _renamed(cell: str, places: Mapping[str, str]) -> str | None:
    kind, _, key = cell.partition(":")
    if kind not in cells.OF_SEGMENTS:
        return cell
    return f"{kind}:{places[key]}" if key in places else None


def _moved(values: Mapping[str, Value], places: Mapping[str, str]) -> dict[str, Value]:
    return {new: value for cell, value in values.items() if (new := _renamed(cell, places)) is not None}


def _merged_again(
    sheet: Sheet, after: Mapping[str, Value], places: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Cells of segments that a merge also moved when the transcript was made again: before and after.

    They were heard from the merged speaker, or from one merged into it before. Left out are the segments in `places`,
    which the correction itself has changed or left alone, and those that people gave to somebody.
    """
    (speaker, into), *_ = [
        (int(cell.partition(":")[2]), value["value"]) for cell, value in after.items() if cell.startswith("merged:")
    ]
    merged = {int(each): other for each, other in sheet.written("merged").items()}
    others = {each: other for each, other in merged.items() if each != speaker}
    by_way = {each for each in (speaker, *others) if merged_into(each, others) == speaker}
    of_merging = Q(corrected_by="") | Q(heard_words__isnull=False) | Q(cut_at__isnull=False)
    found = sheet.version.segments.filter(of_merging, heard_speaker__in=by_way, speaker=merged_into(into, merged))
    rows = list(found.exclude(position__in=places.values()))
    sheet.take(rows)
    return (
        {f"speaker:{row.position}": Value(value=speaker, own=row.heard_speaker != speaker) for row in rows},
        {f"speaker:{row.position}": Value(value=into, own=True) for row in rows},
    )


def _keep_speakers_that_are_needed(sheet: Sheet, before: Mapping[str, Value]) -> None:
    """Raises Refused where a speaker would go who has been given other segments since."""
    gone = _gone(before)
    if not gone:
        return
    said = sheet.version.segments.standing().filter(speaker__in=gone)
    if said.exclude(position__in=_given_back(before)).exists():
        raise Refused("The speaker has been given other words since. Give these to somebody else first.")


def _check_that_speakers_are_there(sheet: Sheet, before: Mapping[str, Value]) -> None:
    """Raises Refused where words went back to a speaker who has been merged into another since, or where one is gone
    now into whom another was merged.
    """
    there = {entry["speaker"] for entry in sheet.transcript.participants}
    if not {sheet.segment(position).speaker for position in _given_back(before)} <= there:
        raise Refused("The speaker has been merged with another one since. Undo that first.")
    merged = {int(each): other for each, other in sheet.written("merged").items()}
    if _gone(before) & {merged_into(each, merged) for each in merged}:
        raise Refused("Another speaker has been merged with this one since. Undo that first.")


def _given_back(before: Mapping[str, Value]) -> list[int]:
    """The positions of the segments that go back to whoever said them."""
    return [int(cell.partition(":")[2]) for cell in before if cell.startswith("speaker:")]


def _gone(before: Mapping[str, Value]) -> set[int]:
    """The speakers who were made up by the correction."""
    return {int(cell.partition(":")[2]) for cell, value in before.items() if _is_nobody(cell, value)}


def _is_nobody(cell: str, value: Mapping[str, Any]) -> bool:
    return cell.startswith("participant:") and value["value"] is None
