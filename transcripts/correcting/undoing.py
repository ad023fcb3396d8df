"""Undoing a correction: possible as long as all that it changed is as it left it, whatever else was changed since."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from transcripts.correcting import cells
from transcripts.correcting.cells import Value
from transcripts.correcting.cutting import as_one_again, check_one_speaker
from transcripts.correcting.desk import Conflict, Kind, Refused, name_of, opened
from transcripts.correcting.sheet import NoSuchCell, Sheet
from transcripts.models import Correction, Segment

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
            changed = [cell for cell in after if cells.read(sheet, cell)["value"] != after[cell]["value"]]
        except NoSuchCell as error:
            raise Refused(f"{error} It cannot be undone.") from None
        changed += _cut_since(sheet, correction, after)
        if changed:
            raise Conflict(_CHANGED_SINCE, cells=changed)
        _keep_speakers_that_are_needed(sheet, before)
        for cell, value in before.items():
            cells.write(sheet, cell, value)
        check_one_speaker(sheet, before)
        sheet.transcript.revision += 1
        Correction.objects.filter(pk=correction.pk).update(
            undone_by=by, undone_by_name=name_of(by), undone_at=timezone.now()
        )


def _cut_since(sheet: Sheet, correction: Correction, after: Mapping[str, Value]) -> list[str]:
    """Cells of segments that were split or joined later: what the correction changed is not all in them, or more is."""
    keys = [(cell, *cell.partition(":")[::2]) for cell in after]
    rows = [(cell, sheet.segment(int(key))) for cell, kind, key in keys if kind in cells.OF_SEGMENTS]
    return [cell for cell, row in rows if row.cut_at and row.cut_at > correction.made_at]


def _of_now(sheet: Sheet, correction: Correction) -> tuple[dict[str, Value], dict[str, Value]]:
    """What it changed, before and after, under the names that the cells have in the version shown now."""
    before: dict[str, Value] = correction.before
    after: dict[str, Value] = correction.after
    if correction.version_id == sheet.version.pk:
        return before, after
    places = _carried(sheet, correction)
    if correction.kind == Kind.JOIN:
        raise Refused(_JOINED)
    if correction.kind == Kind.MERGE:
        merged = _merged_again(sheet, after)
    elif None in [_renamed(cell, places) for cell in before]:
        raise Refused(_GONE)
    else:
        merged = {}
    if correction.kind == Kind.SPLIT:
        return as_one_again(sheet, _moved(before, places), _moved(after, places))
    speakers = {cell: Value(value=None, own=False) for cell in merged}
    return {**_moved(before, places), **speakers}, {**_moved(after, places), **merged}


def _carried(sheet: Sheet, correction: Correction) -> dict[str, str]:
    """For each segment that it changed where the change stands now; both by position."""
    keys = (cell.partition(":") for cell in correction.before)
    positions = {key for kind, _, key in keys if kind in cells.OF_SEGMENTS}
    rows = Segment.objects.filter(version=correction.version_id, position__in=positions).values_list("pk", "position")
    places = {pk: str(position) for pk, position in rows}
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


def _merged_again(sheet: Sheet, after: Mapping[str, Value]) -> dict[str, Value]:
    """The segments that were heard of the merged speaker when the transcript was made anew."""
    (speaker, into), *_ = [
        (int(cell.partition(":")[2]), value["value"]) for cell, value in after.items() if cell.startswith("merged:")
    ]
    rows = list(
        sheet.version.segments.filter(heard_speaker=speaker, speaker=into, carried_from__isnull=True, corrected_by="")
    )
    sheet.take(rows)
    return {f"speaker:{row.position}": Value(value=into, own=True) for row in rows}


def _keep_speakers_that_are_needed(sheet: Sheet, before: Mapping[str, Value]) -> None:
    """Raises Refused where a speaker would go who has been given other segments since."""
    gone = {int(cell.partition(":")[2]) for cell, value in before.items() if _is_nobody(cell, value)}
    if not gone:
        return
    given_back = [int(cell.partition(":")[2]) for cell in before if cell.startswith("speaker:")]
    said = sheet.version.segments.standing().filter(speaker__in=gone)
    if said.exclude(position__in=given_back).exists():
        raise Refused("The speaker has been given other words since. Give these to somebody else first.")


def _is_nobody(cell: str, value: Mapping[str, Any]) -> bool:
    return cell.startswith("participant:") and value["value"] is None
