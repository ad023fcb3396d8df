"""Transcripts for staff: what is at work, what failed and why, and a button to try again."""

from typing import TypeVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reflector_site.staff_pages import NOTHING, ButtonPage, KeptInline, KeptRows, counted, pretty, row_link, rows_link
from transcripts.models import Heartbeat, Segment, Step, Topic, Transcript, Version
from transcripts.pipeline import AT_WORK, cancel, start_again
from transcripts.text.formats import clock

Part = TypeVar("Part", Segment, Topic, Step)
Timed = TypeVar("Timed", Segment, Topic)


class VersionInline(KeptInline[Version, Transcript]):
    model = Version
    fields = ["number", "model", "language", "created_at", "finished_at", "steps"]
    readonly_fields = ["created_at", "steps"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).annotate(step_count=Count("steps"))

    @admin.display
    def steps(self, version: Version) -> SafeString:
        count = getattr(version, "step_count", 0)
        return rows_link("transcripts_step", counted(count, "step"), version__id__exact=version.pk)


@admin.register(Transcript)
class TranscriptAdmin(ButtonPage[Transcript], KeptRows[Transcript]):
    buttons = {"try-again": "Try again", "cancel": "Cancel"}
    list_display = ["__str__", "room_link", "recorded_at", "status", "error", "recording_link", "changed_at"]
    list_filter = ["status", "room", "language", "recorded_at"]
    list_select_related = ["room", "recording"]
    date_hierarchy = "recorded_at"
    search_fields = ["title", "^id", "recording__id", "recording__room_name", "meeting__room_name"]
    linked_by = ("meeting__id__exact",)
    actions = ["try_again", "cancel"]
    inlines = [VersionInline]
    fieldsets = [
        (None, {"fields": ["title", "status", "error", "failed_steps", "warnings"]}),
        (
            "Where it comes from",
            {"fields": ["recording", "meeting", "room", "recorded_at", "created_at", "changed_at"]},
        ),
        (
            "What is read",
            {
                "fields": [
                    "current",
                    "segments",
                    "topics",
                    "people",
                    "language",
                    "language_probability",
                    "duration",
                    "short_summary",
                    "long_summary",
                    "webvtt_text",
                    "audio_name",
                ]
            },
        ),
    ]
    readonly_fields = ["failed_steps", "segments", "topics", "people", "duration", "webvtt_text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transcript]:
        return super().get_queryset(request).defer("webvtt", "long_summary")

    def buttons_for(self, row: Transcript) -> list[str]:
        return ["cancel" if row.status in AT_WORK else "try-again"]

    def pressed(self, request: HttpRequest, row: Transcript, button: str) -> HttpResponse:
        if button == "cancel":
            self.message_user(request, "Its work is cancelled." if cancel(row) else "It is not at work.")
        else:
            self.message_user(request, "It begins again." if start_again(row) else "It is at work already.")
        return HttpResponseRedirect(reverse("admin:transcripts_transcript_change", args=[row.pk]))

    @admin.action(description="Try again", permissions=["press"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Transcript]) -> None:
        begun = [start_again(transcript) for transcript in chosen]
        self.message_user(request, f"{sum(begun)} of {len(begun)} begin again; the others are at work already.")

    @admin.action(description="Cancel", permissions=["press"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[Transcript]) -> None:
        ended = [cancel(transcript) for transcript in chosen]
        self.message_user(request, f"{sum(ended)} of {len(ended)} cancelled; the others are not at work.")

    @admin.display(description="room", ordering="room__name")
    def room_link(self, transcript: Transcript) -> str:
        return row_link(transcript.room)

    @admin.display(description="recording", ordering="recording__id")
    def recording_link(self, transcript: Transcript) -> str:
        return row_link(transcript.recording)

    @admin.display
    def failed_steps(self, transcript: Transcript) -> str:
        failed = Step.objects.filter(version__transcript=transcript, status=Step.Status.FAILED)
        lines = ((row_link(step, f"{step.get_kind_display()} {step.part}".strip()), step.error) for step in failed)
        return format_html_join("", "{}: {}<br>", lines) or NOTHING

    @admin.display
    def segments(self, transcript: Transcript) -> str:
        return _of_current(transcript, "transcripts_segment", "Segments")

    @admin.display
    def topics(self, transcript: Transcript) -> str:
        return _of_current(transcript, "transcripts_topic", "Topics")

    @admin.display(description="participants")
    def people(self, transcript: Transcript) -> SafeString:
        return pretty(transcript.participants)

    @admin.display
    def duration(self, transcript: Transcript) -> str:
        return NOTHING if transcript.duration_ms is None else clock(transcript.duration_ms)

    @admin.display(description="WebVTT")
    def webvtt_text(self, transcript: Transcript) -> SafeString:
        return format_html("<pre>{}</pre>", transcript.webvtt)


def _of_current(transcript: Transcript, model: str, text: str) -> str:
    if transcript.current_id is None:
        return NOTHING
    return rows_link(model, f"{text} of the version shown", version__id__exact=transcript.current_id)


@admin.register(Version)
class VersionAdmin(KeptRows[Version]):
    list_display = ["__str__", "transcript_link", "model", "created_at", "finished_at"]
    list_select_related = ["transcript__room"]
    date_hierarchy = "created_at"
    search_fields = ["transcript__title", "^transcript__id", "model"]
    fields = [
        "transcript",
        "number",
        "model",
        "language",
        "language_probability",
        "created_at",
        "finished_at",
        "steps",
        "segments",
        "topics",
    ]
    readonly_fields = ["steps", "segments", "topics"]
    linked_by = ("transcript__id__exact",)

    @admin.display(description="transcript")
    def transcript_link(self, version: Version) -> str:
        return row_link(version.transcript)

    @admin.display
    def steps(self, version: Version) -> SafeString:
        return rows_link("transcripts_step", "Steps", version__id__exact=version.pk)

    @admin.display
    def segments(self, version: Version) -> SafeString:
        return rows_link("transcripts_segment", "Segments", version__id__exact=version.pk)

    @admin.display
    def topics(self, version: Version) -> SafeString:
        return rows_link("transcripts_topic", "Topics", version__id__exact=version.pk)


class PartRows(KeptRows[Part]):
    """Rows of a version, which link to the transcript it is a version of."""

    list_select_related = ["version__transcript__room"]
    linked_by = ("version__id__exact",)

    @admin.display(description="transcript")
    def transcript_link(self, part: Part) -> str:
        return row_link(part.version.transcript)


class TimedRows(PartRows[Timed]):
    """Parts with a place on the recording's clock."""

    @admin.display(ordering="start_ms")
    def start(self, part: Timed) -> str:
        return clock(part.start_ms)

    @admin.display(ordering="end_ms")
    def end(self, part: Timed) -> str:
        return clock(part.end_ms)


@admin.register(Segment)
class SegmentAdmin(TimedRows[Segment]):
    list_display = ["text", "speaker", "start", "end", "transcript_link"]
    search_fields = ["text"]
    show_full_result_count = False  # by far the longest table


@admin.register(Topic)
class TopicAdmin(TimedRows[Topic]):
    list_display = ["title", "start", "end", "transcript_link"]
    search_fields = ["title", "summary"]


@admin.register(Step)
class StepAdmin(PartRows[Step]):
    list_display = ["kind", "part", "status", "attempts", "progress", "error", "transcript_link", "started_at"]
    list_display_links = ["kind", "part"]
    list_filter = ["status", "kind", "started_at"]
    search_fields = ["error", "owner", "^version__transcript__id"]


@admin.register(Heartbeat)
class HeartbeatAdmin(KeptRows[Heartbeat]):
    list_display = ["queue", "beat_at", "asked_at"]
