"""Transcripts for staff: what is at work, what failed and why, and a button to try again."""

from datetime import datetime
from typing import ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reflector_site.staff_pages import NOTHING, ButtonPage, KeptInline, KeptRows, counted, pretty, row_link, rows_link
from transcripts.making.assembling import AssembleResult
from transcripts.making.wishes import TellInput
from transcripts.models import (
    ActionItem,
    Correction,
    Heartbeat,
    Passage,
    Segment,
    Step,
    Telling,
    Topic,
    Transcript,
    Version,
)
from transcripts.pages.progress import Progress
from transcripts.pipeline import AT_WORK, cancel, lacking, mend, start_again, tell_again
from transcripts.presenting.working import progress_by_transcript
from transcripts.speech.left_out import REASONS, sentence
from transcripts.text.formats import clock
from transcripts.text.speakers import name_of

MOST_LEFT_OUT_SHOWN = 200
OF_TRANSCRIPT = ("transcript__webvtt", "transcript__long_summary")
OF_VERSION = ("version__transcript__webvtt", "version__transcript__long_summary")

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


class WithProgress(ChangeList):
    """A list of transcripts that knows how far those on its page are: two queries for all."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        progress = progress_by_transcript(row.pk for row in self.result_list if row.status in AT_WORK)
        for row in self.result_list:
            row.progress = progress.get(row.pk)


@admin.register(Transcript)
class TranscriptAdmin(ButtonPage[Transcript], KeptRows[Transcript]):
    buttons = {"mend": "Try again only what it lacks", "try-again": "Try again", "cancel": "Cancel"}
    list_display = ["__str__", "room_link", "recorded_at", "status", "work", "error", "recording_link", "changed_at"]
    list_filter = ["status", "room", "language", "recorded_at"]
    list_select_related = ["room", "recording"]
    date_hierarchy = "recorded_at"
    search_fields = ["title", "^id", "recording__id", "recording__room_name", "meeting__room_name"]
    linked_by = ("meeting__id__exact",)
    long_columns = ("webvtt", "long_summary", "recording__track_keys")
    actions = ["try_again", "cancel"]
    inlines = [VersionInline]
    fieldsets = [
        (None, {"fields": ["title", "status", "work", "error", "failed_steps", "warnings"]}),
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
                    "action_items",
                    "people",
                    "corrections",
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
    readonly_fields = [
        "work",
        "failed_steps",
        "segments",
        "topics",
        "action_items",
        "people",
        "corrections",
        "duration",
        "webvtt_text",
    ]

    def buttons_for(self, row: Transcript) -> list[str]:
        if row.status in AT_WORK:
            return ["cancel"]
        return ["mend", "try-again"] if lacking(row) else ["try-again"]

    def pressed(self, request: HttpRequest, row: Transcript, button: str) -> HttpResponse:
        if button == "cancel":
            self.message_user(request, "Its work is cancelled." if cancel(row) else "It is not at work.")
        elif button == "mend":
            self.message_user(request, "It is tried again." if mend(row) else "There is nothing to try again.")
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

    def get_changelist(self, request: HttpRequest, **options: object) -> type[ChangeList]:
        return WithProgress

    @admin.display(description="how far it is")
    def work(self, transcript: Transcript) -> str:
        """The progress in words; on a list the rows have it already, a single row needs its queries."""
        if transcript.status not in AT_WORK:
            return NOTHING
        known: Progress | None = getattr(transcript, "progress", None)
        progress = known or progress_by_transcript([transcript.pk])[transcript.pk]
        said = f"{progress.percent} %, {progress.text} {_utc(progress.at)}".strip()
        return f"{said}; {progress.left}" if progress.left else said

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

    @admin.display
    def action_items(self, transcript: Transcript) -> SafeString:
        return rows_link("transcripts_actionitem", "Action items", transcript__id__exact=str(transcript.pk))

    @admin.display(description="participants")
    def people(self, transcript: Transcript) -> SafeString:
        return pretty(transcript.participants)

    @admin.display
    def corrections(self, transcript: Transcript) -> str:
        """What people changed; they do so on the transcript's own page."""
        history = rows_link("transcripts_correction", "Corrections", transcript__id__exact=str(transcript.pk))
        return format_html('{} · <a href="{}">Its page, to edit it</a>', history, transcript.get_absolute_url())

    @admin.display
    def duration(self, transcript: Transcript) -> str:
        return NOTHING if transcript.duration_ms is None else clock(transcript.duration_ms)

    @admin.display(description="WebVTT")
    def webvtt_text(self, transcript: Transcript) -> SafeString:
        return format_html("<pre>{}</pre>", transcript.webvtt)


def _utc(moment: datetime | None) -> str:
    return f"{moment:%H:%M:%S} UTC" if moment else ""


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
        "summaries",
        "chosen",
        "chosen_by",
        "words_left_out",
    ]
    readonly_fields = ["steps", "segments", "topics", "summaries", "words_left_out"]
    linked_by = ("transcript__id__exact",)
    long_columns = OF_TRANSCRIPT

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
    def summaries(self, version: Version) -> SafeString:
        return rows_link("transcripts_telling", "Summaries", version__id__exact=version.pk)

    @admin.display
    def topics(self, version: Version) -> SafeString:
        return rows_link("transcripts_topic", "Topics", version__id__exact=version.pk)

    @admin.display
    def words_left_out(self, version: Version) -> str:
        """What was heard and not believed, with the reasons."""
        assembled: AssembleResult | None = version.steps.result_of(Step.Kind.ASSEMBLE)
        if not assembled:
            return NOTHING
        stretches = assembled.get("left_out", [])
        lines = (
            (clock(each["start_ms"]), name_of(each["speaker"], {}), each["text"], REASONS[each["why"]])
            for each in stretches[:MOST_LEFT_OUT_SHOWN]
        )
        listed = format_html_join("", "<br>[{}] {}: “{}”, {}", lines)
        more = len(stretches) - MOST_LEFT_OUT_SHOWN
        end = format_html("<br>and {} more, in the result of the step “assemble”", more) if more > 0 else ""
        return format_html("{}{}{}", sentence(assembled["dropped"]) or "None.", listed, end)


class PartRows(KeptRows[Part]):
    """Rows of a version, which link to the transcript it is a version of."""

    list_select_related = ["version__transcript__room"]
    linked_by = ("version__id__exact",)
    long_columns: ClassVar[tuple[str, ...]] = OF_VERSION

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
    long_columns = (*OF_VERSION, "words", "heard_words", "folded")
    show_full_result_count = False  # by far the longest table


@admin.register(Topic)
class TopicAdmin(TimedRows[Topic]):
    list_display = ["title", "start", "end", "transcript_link"]
    search_fields = ["title", "summary"]
    long_columns = (*OF_VERSION, "summary")


@admin.register(Passage)
class PassageAdmin(KeptRows[Passage]):
    list_display = ["text", "kind", "transcript_link"]
    list_filter = ["kind"]
    list_select_related = ["transcript"]
    search_fields = ["text", "^transcript__id"]
    long_columns = (*OF_TRANSCRIPT, "folded")
    show_full_result_count = False
    fields = ["transcript", "kind", "position", "start_ms", "segment_position", "language", "text"]

    @admin.display(description="transcript")
    def transcript_link(self, passage: Passage) -> str:
        return row_link(passage.transcript)


@admin.register(Correction)
class CorrectionAdmin(KeptRows[Correction]):
    list_display = ["kind", "transcript_link", "made_by_name", "made_at", "undone_by_name", "undone_at"]
    list_filter = ["kind", "made_at", "undone_at"]
    list_select_related = ["transcript"]
    date_hierarchy = "made_at"
    search_fields = ["transcript__title", "^transcript__id", "made_by_name", "undone_by_name"]
    linked_by = ("transcript__id__exact",)
    long_columns = (*OF_TRANSCRIPT, "before", "after")
    fields = ["transcript_link", "kind", "change", "made_by_name", "made_at", "undone_by_name", "undone_at"]
    readonly_fields = ["transcript_link", "change"]
    show_full_result_count = False

    @admin.display(description="transcript")
    def transcript_link(self, correction: Correction) -> str:
        return row_link(correction.transcript)

    @admin.display(description="before and after")
    def change(self, correction: Correction) -> SafeString:
        before, after = correction.before, correction.after
        return pretty({cell: [before[cell]["value"], after[cell]["value"]] for cell in after})


@admin.register(Step)
class StepAdmin(PartRows[Step]):
    list_display = ["kind", "part", "status", "attempts", "progress", "error", "transcript_link", "started_at"]
    list_display_links = ["kind", "part"]
    list_filter = ["status", "kind", "started_at"]
    search_fields = ["error", "owner", "^version__transcript__id"]
    long_columns = (*OF_VERSION, "input", "result")


@admin.register(Telling)
class TellingAdmin(ButtonPage[Telling], KeptRows[Telling]):
    buttons = {"make-again": "Make it again"}
    list_display = ["__str__", "transcript_link", "language", "tokens", "seconds", "created_at", "asked_by"]
    list_filter = ["maker", "model", "language", "created_at"]
    list_select_related = ["version__transcript", "asked_by"]
    date_hierarchy = "created_at"
    search_fields = ["title", "model", "^version__transcript__id"]
    linked_by = ("version__id__exact",)
    long_columns = (*OF_VERSION, "document", "short_summary", "long_summary")
    actions = ["make_again"]
    exclude = ["document"]
    readonly_fields = ["transcript_link", "tokens", "whole"]

    def pressed(self, request: HttpRequest, row: Telling, button: str) -> HttpResponse:
        del button
        begun = self._again(request, row)
        self.message_user(request, "Another one is being made." if begun else "Its transcript is being worked on.")
        return HttpResponseRedirect(reverse("admin:transcripts_telling_change", args=[row.pk]))

    @admin.action(description="Make again", permissions=["press"])
    def make_again(self, request: HttpRequest, chosen: QuerySet[Telling]) -> None:
        begun = [self._again(request, telling) for telling in chosen.select_related("version__transcript")]
        self.message_user(request, f"{sum(begun)} of {len(begun)} are being made again.")

    def _again(self, request: HttpRequest, telling: Telling) -> bool:
        """Ask for a summary made in the same way as this one, of the current words, without showing it to readers."""
        asked = TellInput(
            maker=telling.maker,
            model=telling.model,
            language=telling.language if telling.model else "",
            instructions=telling.instructions,
            asked_by=request.user.pk,
            use=False,
        )
        return tell_again(telling.version.transcript, asked) is not None

    @admin.display(description="transcript")
    def transcript_link(self, telling: Telling) -> str:
        return row_link(telling.version.transcript)

    @admin.display
    def tokens(self, telling: Telling) -> int:
        return telling.prompt_tokens + telling.completion_tokens

    @admin.display(ordering="took_ms")
    def seconds(self, telling: Telling) -> str:
        return NOTHING if telling.took_ms is None else f"{telling.took_ms / 1000:.1f}"

    @admin.display(description="document")
    def whole(self, telling: Telling) -> SafeString:
        return pretty(telling.document)


@admin.register(ActionItem)
class ActionItemAdmin(KeptRows[ActionItem]):
    """People change them on the pages for readers, where it is noted who did what."""

    list_display = ["text", "owner_name", "due", "done_at", "transcript_link", "start", "removed_at"]
    list_filter = [
        ("done_at", admin.EmptyFieldListFilter),
        ("removed_at", admin.EmptyFieldListFilter),
        "likely",
        "supported",
        "due",
    ]
    list_select_related = ["transcript"]
    date_hierarchy = "recorded_at"
    search_fields = ["text", "owner_name", "^transcript__id"]
    long_columns = OF_TRANSCRIPT
    linked_by = ("transcript__id__exact",)

    @admin.display(description="transcript")
    def transcript_link(self, item: ActionItem) -> str:
        return row_link(item.transcript)

    @admin.display(ordering="start_ms")
    def start(self, item: ActionItem) -> str:
        return NOTHING if item.start_ms is None else clock(item.start_ms)


@admin.register(Heartbeat)
class HeartbeatAdmin(KeptRows[Heartbeat]):
    list_display = ["queue", "host", "beat_at", "noted_at", "asked_at", "began_at"]
    list_display_links = ["queue", "host"]
    list_filter = ["queue"]
