"""The audio of a transcript, in the ranges that players ask for when they seek."""

import logging
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from reflector_site.storage_errors import StorageError
from reflector_site.tokens import open_to_tokens
from transcripts.models import Transcript
from transcripts.pages.ranges import ByteRange, UnsatisfiableRangeError, parse_range
from transcripts.presenting.audio_files import address_elsewhere, blocks, edition_of, size_of
from transcripts.presenting.downloads import file_name

logger = logging.getLogger(__name__)


@open_to_tokens
@require_safe
def audio(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """200, 206 or 416 from our own disk; from a bucket a redirect to a signed address, 503 when there is none.

    With `v` that audio alone, as `edition_of` names it, and 404 when the transcript has another one by now.
    """
    row = get_object_or_404(Transcript.objects.visible_to(request.user).exclude(audio_name="").defer("webvtt"), pk=pk)
    if request.GET.get("v", edition_of(row.audio_name)) != edition_of(row.audio_name):
        raise Http404("the transcript has another audio by now")
    try:
        elsewhere = address_elsewhere(row.audio_name)
    except StorageError as error:
        logger.warning("%s", error)
        return HttpResponse("The audio cannot be had just now.", status=503, content_type="text/plain")
    if elsewhere:
        return HttpResponseRedirect(elsewhere, headers={"Cache-Control": "private, no-store"})
    try:
        size = size_of(row.audio_name)
    except FileNotFoundError as error:
        raise Http404("the audio is gone") from error
    response = _answer(request, row.audio_name, size)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = _etag(row.audio_name)
    response["Cache-Control"] = "private, max-age=3600"
    disposition = content_disposition_header("download" in request.GET, file_name(row, "mp3"))
    response["Content-Disposition"] = disposition or "inline"
    return response


def _answer(request: HttpRequest, name: str, size: int) -> HttpResponseBase:
    # A browser that has a part of an earlier audio sends that one's tag in If-Range, and gets this one whole.
    same = request.headers.get("If-Range", _etag(name)) == _etag(name)
    try:
        wanted = parse_range(request.headers.get("Range", "") if same else "", size)
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    sent = wanted or ByteRange(0, size - 1)
    headers = {"Content-Type": "audio/mpeg", "Content-Length": str(sent.length)}
    if wanted:
        headers["Content-Range"] = f"bytes {sent.first}-{sent.last}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(blocks(name, sent), status=status, headers=headers)


def _etag(name: str) -> str:
    return quote_etag(edition_of(name))
