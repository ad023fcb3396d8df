"""The action items of a transcript, kept in line with the summary that it shows.

What people say counts more than what a summary finds: an item that somebody ticked, edited, removed or added stays even
when a new summary does not name it, and is recognised when it does.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from transcripts.models import ActionItem, Telling, Transcript, Version
from transcripts.summary.outline import NextStep
from transcripts.summary.same_items import Item, same_items
from transcripts.summary.stored import summary_in
from transcripts.text.speakers import merged_into

_SAID = ("quote", "start_ms", "position", "telling_id")
"""Fields that a new summary replaces even in an item that a person has edited."""


def carry_over(version: Version) -> None:
    """Bring the transcript's action items in line with the summary of the version that it now shows.

    Call inside the transaction that shows it. Rows are locked before they are compared, so that changes to them wait.
    """
    transcript = _transcript(version.transcript_id)
    names = _names(transcript)
    rows = list(ActionItem.objects.select_for_update().filter(transcript=version.transcript_id).order_by("pk"))
    _rename_owners(rows, names)
    telling = version.chosen
    if telling is None:
        return
    steps = summary_in(telling.document).next_steps
    same = same_items([_standing(row) for row in rows], [_told(step, names) for step in steps])
    new = []
    for place, step in enumerate(steps):
        fields = _fields(step, telling, names)
        if place in same:
            _renew(rows[same[place]], fields)
        else:
            new.append(ActionItem.of(transcript, **fields))
    ActionItem.objects.bulk_create(new)
    _delete_untouched([row for place, row in enumerate(rows) if place not in same.values()], version)


def follow_names(transcript_id: UUID) -> None:
    """Rename the owners of action items to what the participants are called now. Call inside a transaction."""
    owned = ActionItem.objects.select_for_update().filter(transcript=transcript_id, owner_speaker__isnull=False)
    _rename_owners(list(owned.order_by("pk")), _names(_transcript(transcript_id)))


def _transcript(pk: UUID) -> Transcript:
    return Transcript.objects.only("room_id", "recorded_at", "participants", "written").get(pk=pk)


def _names(transcript: Transcript) -> dict[int, str]:
    """The participants' names by speaker number; a speaker merged into another has the other's name."""
    names = {speaker: name[:255] for speaker, name in transcript.names.items()}
    merged = {int(speaker): into for speaker, into in transcript.written.get("merged", {}).items()}
    others = {speaker: names[last] for speaker in merged if (last := merged_into(speaker, merged)) in names}
    return {**names, **others}


def _rename_owners(rows: Sequence[ActionItem], names: Mapping[int, str]) -> None:
    """Give the owners that are speakers the `names` of these."""
    for row in rows:
        name = row.owner_name if row.owner_speaker is None else names.get(row.owner_speaker, row.owner_name)
        if name != row.owner_name:
            row.owner_name = name
            row.save(update_fields=["owner_name"])


def _standing(row: ActionItem) -> Item:
    return Item(tuple(filter(None, (row.told, row.text))), row.quote, row.start_ms, row.owner_name)


def _told(step: NextStep, names: Mapping[int, str]) -> Item:
    return Item((step.statement.text,), step.quote, step.statement.start_ms, _owner(step, names))


def _owner(step: NextStep, names: Mapping[int, str]) -> str:
    if step.owner is None:
        return step.owner_as_said[:255]
    speaker = step.owner.speaker
    return names.get(speaker, step.owner.name[:255]) if speaker is not None else step.owner.name[:255]


def _fields(step: NextStep, telling: Telling, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "text": step.statement.text,
        "told": step.statement.text,
        "owner_name": _owner(step, names),
        "owner_speaker": step.owner.speaker if step.owner else None,
        "due": step.due,
        "due_as_said": step.due_as_said[:255],
        "quote": step.quote,
        "start_ms": step.statement.start_ms,
        "position": min(step.statement.evidence, default=None),
        "likely": step.likely,
        "supported": step.statement.supported,
        "telling_id": telling.pk,
    }


def _renew(row: ActionItem, fields: Mapping[str, Any]) -> None:
    """Update the row from the summary, except for what a person has edited."""
    persons_own = row.edited_at is not None or not row.told
    taken = {name: value for name, value in fields.items() if name in _SAID or not persons_own}
    if persons_own and fields["start_ms"] is None:
        taken = {"telling_id": fields["telling_id"]}
    changed = {name: value for name, value in taken.items() if getattr(row, name) != value}
    if changed:
        ActionItem.objects.filter(pk=row.pk).update(**changed)


def _delete_untouched(rows: Sequence[ActionItem], version: Version) -> None:
    """Of rows that the summary does not name, delete those that no person touched; the others keep their moment."""
    ActionItem.objects.filter(pk__in=[row.pk for row in rows if not row.touched]).delete()
    placed = [row for row in rows if row.touched and row.start_ms is not None]
    if not placed:
        return
    segments = version.segments.order_by("start_ms", "position").values_list("start_ms", "position")
    starts, positions = zip(*segments, strict=True) if segments else ((), ())
    for row in placed:
        before = bisect_right(starts, row.start_ms) - 1
        position = positions[before] if before >= 0 else None
        if position != row.position:
            ActionItem.objects.filter(pk=row.pk).update(position=position)
