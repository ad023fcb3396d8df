"""The ledger: every recording the platform reported, with what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from recordings.ingest import AlreadyLinked, NotOneFile, link, take_one_file
from recordings.models import Recording
from reflector_site.paging import page_of
from transcripts.forms import LinkForm, RecordingFilter
from transcripts.permissions import MAY_LINK, may_change_transcript
from transcripts.presenting.fate import with_fate
from transcripts.presenting.working import ledger, transcript_of, with_transcripts, work_on
from transcripts.steps import MOST_ATTEMPTS


@login_required
@require_safe
def recordings(request: HttpRequest) -> HttpResponse:
    filters = RecordingFilter(request.user, request.GET)
    rows = filters.apply(Recording.objects.visible_to(request.user, room=filters.lookup))
    shown = with_transcripts(with_fate(Recording.objects.all()), request.user).select_related("meeting")
    shown = shown.defer("track_keys")
    rooms = filters.narrow(Recording.objects.rooms_seen_by(request.user))
    page = page_of(rows, request.GET, by=filters.by, shown=shown, rooms=rooms)
    lines = ledger(page.rows)
    working = any(line.progress for line in lines)
    context = {"page": page, "lines": lines, "working": working, "filters": filters}
    return render(request, "recordings/list.html", context)


@login_required
@require_safe
def recording(request: HttpRequest, pk: str) -> HttpResponse:
    return _recording_page(request, _visible(request, pk))


@login_required
@require_POST
def link_recording(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a recording without a meeting the one that was chosen; its transcription begins."""
    row = _visible(request, pk)
    if not request.user.has_perm(MAY_LINK):
        raise PermissionDenied
    form = LinkForm(request.user, row, request.POST)
    if not form.is_valid():
        return _recording_page(request, row, form)
    try:
        link(row, form.cleaned_data["meeting"])
    except AlreadyLinked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The recording now belongs to the meeting {form.cleaned_data['meeting']}.")
    return redirect(row)


@login_required
@require_POST
def transcribe_one_file(request: HttpRequest, pk: str) -> HttpResponse:
    """Have the mixed file of a recording transcribed, though the platform keeps tracks as well."""
    row = _visible(request, pk)
    if not request.user.has_perm(MAY_LINK):
        raise PermissionDenied
    try:
        take_one_file(row)
    except NotOneFile as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The file will be transcribed.")
    return redirect(row)


def _visible(request: HttpRequest, pk: str) -> Recording:
    rows = with_transcripts(with_fate(Recording.objects.visible_to(request.user)), request.user)
    return get_object_or_404(rows.select_related("meeting__room"), pk=pk)


def _recording_page(request: HttpRequest, row: Recording, form: LinkForm | None = None) -> HttpResponse:
    linkable = row.meeting_id is None and request.user.has_perm(MAY_LINK)
    (line,) = ledger([row])
    transcript = transcript_of(row)
    return render(
        request,
        "recordings/recording.html",
        {
            "recording": row,
            "transcript": transcript,
            "progress": line.progress,
            "work": work_on(transcript) if transcript else (),
            "may_transcribe": bool(row.audio_keys) and request.user.has_perm(MAY_LINK),
            "most_attempts": MOST_ATTEMPTS,
            "may_change": transcript is not None and may_change_transcript(request.user, transcript),
            "link_form": (form or LinkForm(request.user, row)) if linkable else None,
        },
        status=400 if form else 200,
    )
