"""The list of transcripts and the page of one: what people come for."""

from collections.abc import Callable
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from reflector_site.compression import compressed
from reflector_site.paging import page_of
from reflector_site.readers_day import todays_date
from transcripts import pipeline
from transcripts.forms import TranscriptFilter
from transcripts.models import Transcript
from transcripts.permissions import may_change_transcript
from transcripts.presenting.action_items import shown
from transcripts.presenting.audio_files import edition_of, host_elsewhere
from transcripts.presenting.downloads import FORMATS
from transcripts.presenting.reading import reading_of, written_in
from transcripts.presenting.working import lacking_of, listed, work_on
from transcripts.steps import MOST_ATTEMPTS


@login_required
@require_safe
def transcripts(request: HttpRequest) -> HttpResponse:
    filters = TranscriptFilter(request.user, request.GET)
    rows = filters.apply(Transcript.objects.visible_to(request.user))
    rooms = filters.narrow(Transcript.objects.rooms_seen_by(request.user))
    page = page_of(rows, request.GET, by="recorded_at", shown=Transcript.objects.for_lists(), rooms=rooms)
    rows_shown = listed(page.rows)
    working = any(row.progress for row in rows_shown)
    context = {"page": page, "rows": rows_shown, "working": working, "filters": filters}
    return render(request, "transcripts/list.html", context)


@login_required
@require_safe
@compressed
def transcript(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    row = get_object_or_404(
        Transcript.objects.visible_to(request.user)
        .select_related("room", "meeting", "recording", "current__chosen")
        .defer("webvtt"),
        pk=pk,
    )
    at_work = row.status in pipeline.AT_WORK
    items = row.action_items.standing().select_related("done_by").as_spoken()
    response = render(
        request,
        "transcripts/transcript.html",
        {
            "transcript": row,
            "reading": reading_of(row),
            "items": shown(items, today=todays_date(request)),
            "audio": _audio_address(row),
            "formats": FORMATS,
            "at_work": at_work,
            "lacking": lacking_of(row),
            "progress": listed([row])[0].progress,
            "work": () if row.status == Transcript.Status.READY else work_on(row),
            "most_attempts": MOST_ATTEMPTS,
            "others": _others(request, row),
            "title_edited": written_in(row).get("title"),
            "may_change": may_change_transcript(request.user, row),
        },
    )
    return _allowing_audio_from(host_elsewhere(row.audio_name), request, response)


@login_required
@require_safe
@compressed
def words(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Where each word stands: for every segment its words as start_ms, end_ms, text, probability."""
    row = get_object_or_404(Transcript.objects.visible_to(request.user).only("current"), pk=pk)
    segments = row.current.segments.order_by("position").values_list("words", flat=True) if row.current else ()
    response = JsonResponse(
        {"segments": list(segments)}, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _order(request, pk, pipeline.start_again, "It begins again.", "It is being worked on already.")


@login_required
@require_POST
def mend(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _order(request, pk, pipeline.mend, "It is tried again.", "There is nothing to try again.")


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _order(request, pk, pipeline.cancel, "The work was cancelled.", "It is not being worked on.")


def _order(
    request: HttpRequest, pk: UUID, order: Callable[[Transcript], bool], done: str, otherwise: str
) -> HttpResponse:
    """Begin or end work on a transcript, and say `done`, or `otherwise` where there was nothing to do."""
    row = get_object_or_404(Transcript.objects.visible_to(request.user).select_related("room"), pk=pk)
    if not may_change_transcript(request.user, row):
        raise PermissionDenied
    messages.success(request, done if order(row) else otherwise)
    return redirect(row)


def _others(request: HttpRequest, row: Transcript) -> list[Transcript]:
    """The other transcripts of the same meeting, in the order of their recordings."""
    if row.meeting_id is None:
        return []
    same = Transcript.objects.visible_to(request.user).for_lists().filter(meeting=row.meeting_id)
    return list(same.exclude(pk=row.pk).order_by("recorded_at", "pk")[:20])


def _audio_address(row: Transcript) -> str:
    """The audio's address, which changes with the audio, so that a browser never mixes parts of two."""
    if not row.audio_name:
        return ""
    return f"{reverse('transcript-audio', args=[row.pk])}?{urlencode({'v': edition_of(row.audio_name)})}"


def _allowing_audio_from(host: str, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Allow the page to play audio from `host`, to which its own address redirects, in its security policy."""
    if not host:
        return response
    return csp_update({"media-src": ["'self'", host]})(lambda _: response)(request)
