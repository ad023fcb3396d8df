from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from transcripts.models import Transcript
from transcripts.presenting.downloads import FORMATS, file_name


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The transcript as a file, in one of FORMATS."""
    readable = Transcript.objects.visible_to(request.user).select_related("room", "current")
    row = get_object_or_404(readable, pk=pk, current__isnull=False)
    chosen = FORMATS.get(form)
    if chosen is None or row.current is None:
        raise Http404(f"no transcript as {form}")
    disposition = content_disposition_header(as_attachment=True, filename=file_name(row, chosen.ending))
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(chosen.render(row, row.current), content_type=chosen.content_type, headers=headers)
