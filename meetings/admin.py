"""Rooms and meetings for staff. The room's page is here because its button opens a meeting."""

from django.contrib import admin, messages
from django.db.models import Count, QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from meetings.moving import move_meeting
from meetings.opening import open_meeting, store_meeting
from meetings.platforms.base import PlatformError
from reflector_site.staff_pages import ButtonPage, KeptInline, KeptRows, StaffPage, counted, row_link, rows_link
from rooms.models import Room


@admin.register(Room)
class RoomAdmin(ButtonPage[Room]):
    buttons = {"open": "Open a meeting"}
    list_display = ["name", "platform", "language", "owner", "meetings"]
    list_filter = ["platform", "language"]
    ordering = ["name"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__username"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["meetings", "recordings", "transcripts", "created_at"]
    fields = [
        "name",
        "platform",
        "language",
        "glossary",
        "summary_language",
        "summary_instructions",
        "owner",
        *readonly_fields,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Room]:
        return super().get_queryset(request).annotate(meeting_count=Count("meetings"))

    def pressed(self, request: HttpRequest, row: Room, button: str) -> HttpResponse:
        del button
        try:
            meeting = open_meeting(row)
        except PlatformError as error:
            self.message_user(request, f"No meeting was opened: {error}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:rooms_room_change", args=[row.pk]))
        self.message_user(request, format_html('Opened. Join at <a href="{0}">{0}</a>', meeting.room_url))
        return HttpResponseRedirect(reverse("admin:meetings_meeting_change", args=[meeting.pk]))

    @admin.display(ordering="meeting_count")
    def meetings(self, room: Room) -> SafeString:
        count = getattr(room, "meeting_count", 0)
        return rows_link("meetings_meeting", counted(count, "meeting"), room__id__exact=str(room.pk))

    @admin.display
    def recordings(self, room: Room) -> SafeString:
        return rows_link("recordings_recording", "Recordings of this room", meeting__room__id__exact=str(room.pk))

    @admin.display
    def transcripts(self, room: Room) -> SafeString:
        return rows_link("transcripts_transcript", "Transcripts of this room", room__id__exact=str(room.pk))


class ParticipantSessionInline(KeptInline[DailyParticipantSession, Meeting]):
    model = DailyParticipantSession
    fields = ["user_name", "session_id", "user_id", "joined_at", "left_at"]


@admin.register(Meeting)
class MeetingAdmin(StaffPage[Meeting]):
    list_display = ["room_name", "room_link", "platform", "start_date", "end_date", "recordings"]
    list_filter = ["platform", "room"]
    ordering = ["-start_date", "pk"]  # counting the recordings would drop the model's own
    list_select_related = ["room"]
    date_hierarchy = "start_date"
    search_fields = ["room_name", "^id"]
    autocomplete_fields = ["room"]
    readonly_fields = ["id", "room_link", "recordings", "recording_errors", "sessions", "transcripts"]
    fieldsets = [
        (None, {"fields": ["id", "room", "room_name", "platform", "room_url", "start_date", "end_date"]}),
        ("What belongs to it", {"fields": ["room_link", "recordings", "recording_errors", "sessions", "transcripts"]}),
    ]
    inlines = [ParticipantSessionInline]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        return super().get_queryset(request).annotate(recording_count=Count("recordings"))

    def get_readonly_fields(self, request: HttpRequest, obj: Meeting | None = None) -> list[str]:
        """The platform and the platform room cannot be changed: recordings find their meeting by them."""
        fixed = ["room_name", "platform"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def save_model(self, request: HttpRequest, obj: Meeting, form: "ModelForm[Meeting]", change: bool) -> None:  # noqa: FBT001 - Django's signature
        if not change:
            store_meeting(obj)
        elif "room" in form.changed_data:
            move_meeting(obj)
        else:
            super().save_model(request, obj, form, change)

    @admin.display(description="room", ordering="room__name")
    def room_link(self, meeting: Meeting) -> str:
        return row_link(meeting.room)

    @admin.display(ordering="recording_count")
    def recordings(self, meeting: Meeting) -> SafeString:
        count = getattr(meeting, "recording_count", 0)
        return rows_link("recordings_recording", counted(count, "recording"), meeting__id__exact=str(meeting.pk))

    @admin.display(description="recordings that failed")
    def recording_errors(self, meeting: Meeting) -> SafeString:
        return rows_link("recordings_recordingerror", "What Daily said", meeting__id__exact=str(meeting.pk))

    @admin.display(description="Daily's sessions")
    def sessions(self, meeting: Meeting) -> SafeString:
        return rows_link("meetings_dailymeetingsession", "Sessions of this room", room_name=meeting.room_name)

    @admin.display
    def transcripts(self, meeting: Meeting) -> SafeString:
        return rows_link("transcripts_transcript", "Transcripts of this meeting", meeting__id__exact=str(meeting.pk))


@admin.register(DailyMeetingSession)
class DailyMeetingSessionAdmin(KeptRows[DailyMeetingSession]):
    list_display = ["mtg_session_id", "room_name", "started_at", "ended_at", "meetings"]
    date_hierarchy = "started_at"
    search_fields = ["mtg_session_id", "room_name"]
    fields = ["mtg_session_id", "room_name", "started_at", "ended_at", "meetings", "recordings"]
    readonly_fields = ["meetings", "recordings"]
    linked_by = ("room_name",)

    @admin.display
    def meetings(self, session: DailyMeetingSession) -> SafeString:
        return rows_link("meetings_meeting", "Meetings of this name", q=session.room_name)

    @admin.display
    def recordings(self, session: DailyMeetingSession) -> SafeString:
        return rows_link("recordings_recording", "Recordings of this session", q=session.mtg_session_id)


@admin.register(DailyParticipantSession)
class DailyParticipantSessionAdmin(KeptRows[DailyParticipantSession]):
    list_display = ["__str__", "meeting_link", "joined_at", "left_at", "session_id", "user_id"]
    list_select_related = ["meeting"]
    date_hierarchy = "joined_at"
    search_fields = ["user_name", "session_id", "user_id", "meeting__room_name"]

    @admin.display(description="meeting", ordering="meeting__room_name")
    def meeting_link(self, stay: DailyParticipantSession) -> str:
        return row_link(stay.meeting)
