"""The filters of the lists, the choice of a recording's meeting, and what people ask for of a transcript."""

from dataclasses import asdict
from datetime import UTC, date, timedelta
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, Q, QuerySet

from meetings.models import Meeting
from recordings.models import Recording
from reflector_site.days import beginning_of, end_of, zone_named
from reflector_site.newest import first_keys
from rooms.forms import languages
from rooms.languages import language_name
from rooms.models import Room
from transcripts.changing_items import Meanwhile, Wording
from transcripts.making.wishes import TellInput, tell_input
from transcripts.models import ActionItem, Telling, Transcript
from transcripts.pipeline import AT_WORK
from transcripts.presenting.fate import Fate, index_prefix, of_fate
from transcripts.presenting.working import at_work
from transcripts.searching.finding import Filters, Order
from transcripts.searching.narrowing import KINDS

Row = TypeVar("Row", bound=Model)

_ANY = ("", "Any")
_WORKING = ("working", "Being worked on")
_NOBODY = "\x1f"
_NEAR = timedelta(days=7)
MOST_CANDIDATES = 50
NEWEST_ITEMS = 200
"""Action items whose people may be chosen from."""
_ONCE_MORE = "Nothing was saved. Saving once more puts yours in its place."


class RoomFilter(forms.Form):
    """`?room=`: only what belongs to one of the rooms that the user may see."""

    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False, empty_label="Any")

    @property
    def lookup(self) -> str:
        return "room"

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

    def narrow(self, rooms: QuerySet[Room] | None) -> QuerySet[Room] | None:
        """The `rooms` argument for `newest`: None where one room was chosen, as an index has its rows by time."""
        self.is_valid()
        return None if self.cleaned_data.get("room") else rooms


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
        return rows.filter(pk__in=at_work()) if status == _WORKING[0] else rows.filter(status=status)

    def narrow(self, rooms: QuerySet[Room] | None) -> QuerySet[Room] | None:
        """None also for transcripts being worked on, since these are few."""
        rooms = super().narrow(rooms)
        return None if self.cleaned_data.get("status") == _WORKING[0] else rooms


class RecordingFilter(RoomFilter):
    fate = forms.ChoiceField(label="What became of it", required=False, choices=[_ANY, *Fate.choices])

    def apply(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = super().apply(rows)
        fate = self.cleaned_data.get("fate")
        return rows.filter(of_fate(Fate(fate))) if fate else rows

    @property
    def by(self) -> str:
        """The lookup of the time by which an index has the recordings asked for."""
        return f"{self._prefix}recorded_at"

    @property
    def lookup(self) -> str:
        """The lookup of the room in the same index."""
        return f"{self._prefix}room"

    @property
    def _prefix(self) -> str:
        self.is_valid()
        fate = self.cleaned_data.get("fate")
        return index_prefix(Fate(fate)) if fate else ""


class ZoneField(forms.CharField):
    """The reader's time zone, filled in by a script; without one, days begin and end in UTC."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        name = super().to_python(value)
        try:
            return zone_named(name) if name else UTC
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class SearchForm(RoomFilter):
    """What is searched for, and where."""

    q = forms.CharField(required=False, strip=True, widget=forms.TextInput(attrs={"type": "search"}))
    speaker = forms.CharField(required=False, max_length=200)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    zone = ZoneField(required=False)
    language = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(label="What", required=False, choices=[_ANY, *KINDS.items()])
    sort = forms.ChoiceField(required=False, choices=[(Order.BEST, "Best first"), (Order.NEWEST, "Newest first")])
    field_order = ["q", "kind", "room", "speaker", "since", "until", "language", "sort"]

    def __init__(self, user: User | AnonymousUser, data: Any) -> None:
        super().__init__(user, data)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        spoken = Transcript.objects.visible_to(user).exclude(language="").order_by("language")
        codes = spoken.values_list("language", flat=True).distinct()
        field.choices = [_ANY, *sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])]

    @property
    def filters(self) -> Filters:
        """A filter that means nothing is shown as an error and narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        zone = given.get("zone") or UTC
        return Filters(
            room=given.get("room"),
            speaker=given.get("speaker", ""),
            since=beginning_of(given["since"], zone) if given.get("since") else None,
            before=end_of(given["until"], zone) if given.get("until") else None,
            language=given.get("language", ""),
            kind=given.get("kind", ""),
        )

    @property
    def order(self) -> Order:
        self.is_valid()
        return Order(self.cleaned_data.get("sort") or Order.BEST)


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


class ActionItemFilter(RoomFilter):
    """What is not done, unless asked for otherwise."""

    person = forms.CharField(required=False, strip=False, widget=forms.Select)
    due = forms.ChoiceField(
        required=False,
        choices=[_ANY, ("overdue", "Overdue"), ("week", "Within a week"), ("named", "With a day"), ("none", "No day")],
    )
    state = forms.ChoiceField(required=False, choices=[("", "To do"), ("done", "Done"), ("all", "All")])

    def __init__(self, user: User | AnonymousUser, data: Any, *, today: date) -> None:
        """The people to choose from are the owners of the newest items; any other name may be asked for too.

        `today` is the reader's.
        """
        super().__init__(user, data)
        self._today = today
        select = self.fields["person"].widget
        assert isinstance(select, forms.Select)  # noqa: S101 - tells the type
        select.choices = [_ANY, *((name, name) for name in self._names(user)), (_NOBODY, "Nobody named")]

    def _names(self, user: User | AnonymousUser) -> list[str]:
        """In their order, with the one that was asked for."""
        seen = super().apply(ActionItem.objects.visible_to(user))
        rooms = self.narrow(ActionItem.objects.rooms_seen_by(user))
        newest = first_keys(seen, NEWEST_ITEMS, by="recorded_at", rooms=rooms)
        names = ActionItem.objects.filter(pk__in=newest).order_by().values_list("owner_name", flat=True).distinct()
        return sorted({*names, self.cleaned_data.get("person", "")} - {"", _NOBODY}, key=str.casefold)

    def apply(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = super().apply(rows)
        person, due = self.cleaned_data.get("person"), self.cleaned_data.get("due")
        if person:
            rows = rows.filter(owner_name="" if person == _NOBODY else person)
        state = self.cleaned_data.get("state")
        if state != "all":
            rows = rows.filter(done_at__isnull=state != "done")
        return rows.filter(_due(due, self._today)) if due else rows


def _due(when: str, today: date) -> Q:
    return {
        "overdue": Q(due__lt=today, done_at=None),
        "week": Q(due__gte=today, due__lte=today + timedelta(days=7)),
        "named": Q(due__isnull=False),
        "none": Q(due__isnull=True),
    }[when]


class ActionItemForm(forms.Form):
    """What is to be done, by whom, until when."""

    text = forms.CharField(label="What", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.CharField(label="Who", required=False, max_length=255, help_text="A participant, or any other name.")
    due = forms.DateField(label="Until", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, transcript: Transcript, data: Any = None, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.transcript = transcript
        self.names = list(dict.fromkeys(participant["name"] for participant in transcript.participants))
        self.fields["owner"].widget.attrs["list"] = "people"

    @property
    def wording(self) -> Wording:
        """What a valid form says."""
        given = self.cleaned_data
        return Wording(given["text"], given["owner"], given["due"])


class ActionItemEditForm(ActionItemForm):
    """What an item is to say, with what it said when the form was drawn, so that nothing unseen is written over."""

    was_text = forms.CharField(required=False, widget=forms.HiddenInput)
    was_owner = forms.CharField(required=False, widget=forms.HiddenInput)
    was_due = forms.DateField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(wording: Wording) -> dict[str, Any]:
        stands = asdict(wording)
        return stands | {f"was_{name}": value for name, value in stands.items()}

    @property
    def was(self) -> Wording:
        given = self.cleaned_data
        return Wording(given["was_text"], given["was_owner"], given["was_due"])

    def beside(self, meanwhile: Meanwhile) -> "ActionItemEditForm":
        """This form begun from what the item says by now: what both changed stands as the person wrote it, and says
        what it would take the place of.
        """
        stands, mine = self.initial_of(meanwhile.now), asdict(self.wording)
        seen = asdict(self.was)
        kept = {name: mine[name] for name in mine if mine[name] != seen[name]}
        data = {name: value for name, value in (stands | kept).items() if value is not None}
        form = ActionItemEditForm(self.transcript, data)
        for name in meanwhile.fields:
            form.add_error(name, f"Somebody changed this meanwhile to “{stands[name] or 'nothing'}”. {_ONCE_MORE}")
        return form


class TellForm(forms.Form):
    """How another summary of a transcript is to be made."""

    maker = forms.ChoiceField(label="Made by", choices=Telling.Maker.choices)
    model = forms.CharField(label="Language model", max_length=255, required=False)
    language = forms.ChoiceField(
        label="Language", required=False, choices=lambda: [("", "The language spoken"), *languages()]
    )
    instructions = forms.CharField(
        label="Wishes", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    use = forms.BooleanField(label="Show it when it is there", required=False, initial=True)

    def __init__(self, room: Room | None, data: Any = None) -> None:
        """Without a configured language model there is nothing to choose but whether to show it."""
        initial = {
            "maker": Telling.Maker.LANGUAGE_MODEL if settings.LLM_URL else Telling.Maker.EMBEDDED,
            "model": settings.LLM_MODEL,
            "language": room.summary_language if room else "",
            "instructions": room.summary_instructions if room else "",
        }
        super().__init__(data, initial=initial)
        self._room = room
        if not settings.LLM_URL:
            self.fields = {"use": self.fields["use"]}

    def asked(self, user: User) -> TellInput:
        """What a valid form asks for."""
        return tell_input(self._room, by=user.pk, **self.cleaned_data)


def _candidates(meetings: "QuerySet[Meeting]", recording: Recording) -> list[Any]:
    """The ids of the newest meetings of the same name, or begun within a week of the recording."""
    near = Q(start_date__gte=recording.recorded_at - _NEAR, start_date__lte=recording.recorded_at + _NEAR)
    found = meetings.filter(Q(room_name=recording.room_name) | near).order_by("-start_date", "pk")
    return list(found.values_list("pk", flat=True)[:MOST_CANDIDATES])
