"""What people do with action items: tick them off, edit, add and remove them.

No later summary undoes it; see `action_items`. Each change locks the row and works on its current values. Each raises
Gone when the item does not exist any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from transcripts.models import ActionItem, Transcript
from transcripts.searching.passages import index_transcript

_WORDED = ("text", "likely", "supported", "due", "due_as_said", "owner_name", "owner_speaker", "edited_at")
_CHANGEABLE = (*_WORDED, "done_at", "done_by", "removed_at")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person says that is to be done; `owner` is a name, "" for nobody."""

    text: str
    owner: str
    due: date | None


class Gone(Exception):
    """Somebody took the item away, or a later summary does not name it any more."""


class Meanwhile(Exception):
    """Somebody else changed the same `fields` of an item; `now` is what it says. Nothing was changed."""

    def __init__(self, now: Wording, fields: tuple[str, ...]) -> None:
        super().__init__(f"Somebody changed this meanwhile: {', '.join(fields)}. Look at it again.")
        self.now = now
        self.fields = fields


def tick(item: ActionItem, *, done: bool, by: User) -> None:
    """Mark an item as done or not done; of several people who tick it off, the first is stored."""
    with _locked(item):
        if done != item.done:
            item.done_at, item.done_by = (timezone.now(), by) if done else (None, None)
            item.save(update_fields=["done_at", "done_by"])


def reword(item: ActionItem, wording: Wording, *, was: Wording | None = None) -> None:
    """Store the fields of `wording` that differ from what the person saw: `was`, by default `item` as it was read.

    An item with a person's own text counts as supported by evidence. Raises Meanwhile.
    """
    seen = was or wording_of(item)
    with _locked(item):
        _reword(item, _together(wording_of(item), seen, wording))
        index_transcript(item.transcript_id)


def add(transcript: Transcript, wording: Wording, *, by: User, start_ms: int | None = None) -> ActionItem:
    """Add an item of a person's own."""
    with _locked_items_of(transcript.pk) as locked:
        item = ActionItem.of(locked, text=wording.text, due=wording.due, made_by=by, start_ms=start_ms)
        _give(item, wording.owner)
        item.save()
        index_transcript(transcript.pk)
    return item


def remove(item: ActionItem) -> None:
    """Mark an item as removed: the row stays, so that a later summary does not bring it back."""
    with _locked(item):
        item.removed_at = timezone.now()
        item.save(update_fields=["removed_at"])
        index_transcript(item.transcript_id)


def wording_of(item: ActionItem) -> Wording:
    return Wording(item.text, item.owner_name, item.due)


@contextmanager
def _locked(item: ActionItem) -> Iterator[None]:
    """Lock the item's row and read its current values. Raises Gone."""
    with _locked_items_of(item.transcript_id):
        try:
            item.refresh_from_db(fields=_CHANGEABLE, from_queryset=ActionItem.objects.standing().select_for_update())
        except ActionItem.DoesNotExist:
            raise Gone from None
        yield


@contextmanager
def _locked_items_of(transcript_id: UUID) -> Iterator[Transcript]:
    """Lock the transcript before its items, in the same order as a new summary does, so that there is no deadlock."""
    with transaction.atomic():
        locked = Transcript.objects.select_for_update(of=("self",))
        yield locked.only("room_id", "recorded_at", "participants").get(pk=transcript_id)


def _together(now: Wording, was: Wording, wanted: Wording) -> Wording:
    """The new wording: what the person wanted in the fields they changed, what the row has now in the others."""
    stands, seen, wish = asdict(now), asdict(was), asdict(wanted)
    changed = [name for name in wish if _plain(wish[name]) != _plain(seen[name])]
    both = tuple(name for name in changed if _plain(stands[name]) not in (_plain(seen[name]), _plain(wish[name])))
    if both:
        raise Meanwhile(now, both)
    return replace(now, **{name: wish[name] for name in changed})


def _plain(value: str | date | None) -> str | date | None:
    """The text without differences that a form makes: line endings, and blanks around lines."""
    return "\n".join(line.strip() for line in value.splitlines()).strip() if isinstance(value, str) else value


def _reword(item: ActionItem, wording: Wording) -> None:
    if wording == wording_of(item):
        return
    if wording.text != item.text:
        item.text, item.likely, item.supported = wording.text, False, True
    if wording.due != item.due:
        item.due, item.due_as_said = wording.due, ""
    if wording.owner != item.owner_name:
        _give(item, wording.owner)
    item.edited_at = timezone.now()
    item.save(update_fields=_WORDED)


def _give(item: ActionItem, owner: str) -> None:
    """To the participant of this name, if one alone has it, or to somebody else of any name."""
    called = owner.casefold()
    found = [each for each in item.transcript.participants if each["name"].casefold() == called]
    item.owner_name = found[0]["name"][:255] if len(found) == 1 else owner
    item.owner_speaker = found[0]["speaker"] if len(found) == 1 else None
