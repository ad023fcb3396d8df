"""Recordings for staff: each with what became of it and why, and a way to give one its meeting by hand."""

import json

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recordings.ingest import AlreadyLinked, link
from recordings.models import PlatformPoll, Recording, RecordingError, RecordingStart, WebhookEvent
from reflector_site.staff_pages import NOTHING, KeptRows, StaffPage, pretty, row_link, rows_link


@admin.register(Recording)
class RecordingAdmin(StaffPage[Recording]):
    """Nothing recorded is made or thrown away here; a recording without a meeting can be linked to one."""

    list_display = ["recorded_at", "room_name", "outcome", "transcript_link", "meeting_link", "type", "id"]
    list_filter = ["outcome", "transcript__status", "type", "platform", "recorded_at"]
    list_select_related = ["meeting", "transcript__room"]
    date_hierarchy = "recorded_at"
    search_fields = ["id", "room_name", "mtg_session_id"]
    autocomplete_fields = ["meeting"]
    linked_by = ("meeting__id__exact", "meeting__room__id__exact")
    long_columns = ("track_keys", "transcript__webvtt", "transcript__long_summary")
    fieldsets = [
        (None, {"fields": ["id", "outcome", "meeting", "transcript_link"]}),
        (
            "As the platform reported it",
            {
                "fields": [
                    "platform",
                    "room_name",
                    "type",
                    "recorded_at",
                    "duration",
                    "mtg_session_id",
                    "bucket_name",
                    "object_key",
                    "tracks",
                    "unreadable_tracks",
                    "first_seen_at",
                ]
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Recording | None = None) -> bool:
        del request, obj
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Recording | None = None) -> list[str]:
        del request
        names = [name for _, options in self.fieldsets or () for name in options["fields"]]
        linkable = obj is not None and obj.meeting_id is None
        return [str(name) for name in names if not (linkable and name == "meeting")]

    def save_model(self, request: HttpRequest, obj: Recording, form: "ModelForm[Recording]", change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Link to the chosen meeting, and write nothing else: jobs may have changed the row since it was shown."""
        del change
        meeting = form.cleaned_data.get("meeting")
        if meeting is None:
            return
        try:
            link(obj, meeting)
        except AlreadyLinked as error:
            self.message_user(request, str(error), messages.ERROR)

    @admin.display(description="meeting", ordering="meeting__room_name")
    def meeting_link(self, recording: Recording) -> str:
        return row_link(recording.meeting)

    @admin.display(description="transcript", ordering="transcript__status")
    def transcript_link(self, recording: Recording) -> str:
        transcript = getattr(recording, "transcript", None)
        return row_link(transcript, transcript.get_status_display()) if transcript else NOTHING

    @admin.display(description="audio tracks")
    def tracks(self, recording: Recording) -> str:
        if recording.track_keys is None:
            return "Not multitrack."
        return format_html_join("", "{}<br>", ((key,) for key in recording.track_keys)) or "No audio captured."


@admin.register(RecordingStart)
class RecordingStartAdmin(KeptRows[RecordingStart]):
    list_display = ["recording_id", "instance_id", "started_at"]
    search_fields = ["recording_id", "instance_id"]
    fields = ["recording_id", "instance_id", "started_at", "recording"]
    readonly_fields = ["recording"]

    @admin.display
    def recording(self, start: RecordingStart) -> SafeString:
        return rows_link("recordings_recording", "The recording, once it is finished", q=start.recording_id)


@admin.register(RecordingError)
class RecordingErrorAdmin(KeptRows[RecordingError]):
    list_display = ["happened_at", "message", "room_name", "meeting_link", "event_link"]
    list_display_links = ["happened_at", "message"]
    list_select_related = ["meeting", "event"]
    date_hierarchy = "happened_at"
    search_fields = ["message", "room_name", "instance_id"]
    linked_by = ("meeting__id__exact",)
    long_columns = ("event__body",)

    @admin.display(description="meeting", ordering="meeting__room_name")
    def meeting_link(self, error: RecordingError) -> str:
        return row_link(error.meeting)

    @admin.display(description="event")
    def event_link(self, error: RecordingError) -> str:
        return row_link(error.event)


@admin.register(WebhookEvent)
class WebhookEventAdmin(KeptRows[WebhookEvent]):
    list_display = ["received_at", "type", "status", "reason", "room_name", "key"]
    list_filter = ["status", "type", "platform", "received_at"]
    date_hierarchy = "received_at"
    search_fields = ["key", "type", "room_name", "reason", "body"]
    long_columns = ("body",)
    fields = ["platform", "type", "status", "reason", "room_name", "key", "attempts", "received_at", "content"]
    readonly_fields = ["content"]

    @admin.display(description="body")
    def content(self, event: WebhookEvent) -> SafeString:
        try:
            return pretty(json.loads(event.body))
        except (ValueError, RecursionError):
            return format_html("<pre>{}</pre>", event.body)


@admin.register(PlatformPoll)
class PlatformPollAdmin(KeptRows[PlatformPoll]):
    list_display = ["platform", "succeeded_at", "error", "to_come", "walked_until", "deep_walk_at", "lease_until"]
