"""The filters of the lists, and the choice of a recording's meeting."""

from datetime import timedelta
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, Q, QuerySet

from meetings.models import Meeting
from recordings.models import Recording
from rooms.models import Room
from transcripts.models import Transcript
from transcripts.pipeline import AT_WORK
from transcripts.presenting.fate import Fate, of_fate

Row = TypeVar("Row", bound=Model)

_ANY = ("", "Any")
_WORKING = ("working", "Being worked on")
_NEAR = timedelta(days=7)
MOST_CANDIDATES = 50


class RoomFilter(forms.Form):
    """`?room=`: only what belongs to one of the rooms that the user may see."""

    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False, empty_label="Any")
    lookup = "room"

    def __init__(self, user: User | AnonymousUser, data: Any) -> None:
        super().__init__(data)
        field = self.fields["room"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = Room.objects.visible_to(user)

    def apply(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows that were asked for; a filter that means nothing is shown as an error and narrows nothing."""
        self.is_valid()
        room = self.cleaned_data.get("room")
        return rows.filter(**{self.lookup: room}) if room else rows


class TranscriptFilter(RoomFilter):
    status = forms.ChoiceField(
        required=False,
        choices=[
            _ANY,
            _WORKING,
            *((status.value, status.label.capitalize()) for status in Transcript.Status if status not in AT_WORK),
        ],
    )

    def apply(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = super().apply(rows)
        status = self.cleaned_data.get("status")
        if not status:
            return rows
        return rows.filter(status__in=AT_WORK if status == _WORKING[0] else [status])


class RecordingFilter(RoomFilter):
    fate = forms.ChoiceField(label="What became of it", required=False, choices=[_ANY, *Fate.choices])
    lookup = "meeting__room"

    def apply(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = super().apply(rows)
        fate = self.cleaned_data.get("fate")
        return rows.filter(of_fate(Fate(fate))) if fate else rows


class LinkForm(forms.Form):
    """The meeting of a recording that has none: of the same name or begun about then, or any other by its id."""

    meeting = forms.ModelChoiceField(queryset=Meeting.objects.none(), required=False, empty_label="Choose a meeting")
    meeting_id = forms.UUIDField(required=False, label="Or its id")

    def __init__(self, user: User | AnonymousUser, recording: Recording, data: Any = None) -> None:
        super().__init__(data)
        self._visible = Meeting.objects.visible_to(user)
        field = self.fields["meeting"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = self._visible.filter(pk__in=_candidates(self._visible, recording))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("meeting")
        by_id = cleaned.get("meeting_id")
        if chosen is None and by_id is not None:
            chosen = self._visible.filter(pk=by_id).first()
        if chosen is None and not self.errors:
            raise forms.ValidationError("Choose a meeting, or give the id of one that exists.")
        return {**cleaned, "meeting": chosen}


def _candidates(meetings: "QuerySet[Meeting]", recording: Recording) -> list[Any]:
    """The ids of the newest meetings of the same name, or begun within a week of the recording."""
    near = Q(start_date__gte=recording.recorded_at - _NEAR, start_date__lte=recording.recorded_at + _NEAR)
    found = meetings.filter(Q(room_name=recording.room_name) | near).order_by("-start_date", "pk")
    return list(found.values_list("pk", flat=True)[:MOST_CANDIDATES])
