"""What people do with action items: tick them off, say them otherwise, add and take away.

None of it is undone by a later summary; see `making.action_items`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from transcripts.models import ActionItem, Transcript
from transcripts.searching.passages import index_transcript


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person says that is to be done; `owner` is a name, "" for nobody."""

    text: str
    owner: str
    due: date | None


def tick(item: ActionItem, *, done: bool, by: User) -> None:
    """Mark it as done, or as not done after all; who was first to tick it off stays named."""
    if done != item.done:
        item.done_at, item.done_by = (timezone.now(), by) if done else (None, None)
        item.save(update_fields=["done_at", "done_by"])


def reword(item: ActionItem, wording: Wording) -> None:
    """Take a person's word for it. Whose own words they are needs no evidence any more."""
    if wording == wording_of(item):
        return
    if wording.text != item.text:
        item.text, item.likely, item.supported = wording.text, False, True
    if wording.due != item.due:
        item.due, item.due_as_said = wording.due, ""
    if wording.owner != item.owner_name:
        _give(item, wording.owner)
    item.edited_at = timezone.now()
    columns = ["text", "likely", "supported", "due", "due_as_said", "owner_name", "owner_speaker", "edited_at"]
    with _found_by_search(item.transcript_id):
        item.save(update_fields=columns)


def add(transcript: Transcript, wording: Wording, *, by: User, start_ms: int | None = None) -> ActionItem:
    """A person's own item."""
    item = ActionItem(transcript=transcript, text=wording.text, due=wording.due, made_by=by, start_ms=start_ms)
    _give(item, wording.owner)
    with _found_by_search(transcript.pk):
        item.save()
    return item


def remove(item: ActionItem) -> None:
    """Take it away: the row stays, so that a later summary does not bring it back."""
    item.removed_at = timezone.now()
    with _found_by_search(item.transcript_id):
        item.save(update_fields=["removed_at"])


def wording_of(item: ActionItem) -> Wording:
    return Wording(item.text, item.owner_name, item.due)


@contextmanager
def _found_by_search(transcript_id: UUID) -> Iterator[None]:
    """For a change of what is found: the search follows in the same transaction.

    The transcript is locked before its items, in the order of a new summary, so that neither waits for the other.
    """
    with transaction.atomic():
        Transcript.objects.select_for_update(of=("self",)).only("pk").get(pk=transcript_id)
        yield
        index_transcript(transcript_id)


def _give(item: ActionItem, owner: str) -> None:
    """To the participant of this name, if one alone has it, or to somebody else of any name."""
    called = owner.casefold()
    found = [each for each in item.transcript.participants if each["name"].casefold() == called]
    item.owner_name = found[0]["name"][:255] if len(found) == 1 else owner
    item.owner_speaker = found[0]["speaker"] if len(found) == 1 else None
