"""What people do with a meeting: open it, start and stop its recording. Its page is in `transcripts`."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from meetings.models import Meeting
from meetings.opening import open_meeting, start_recording, stop_recording
from meetings.platforms.base import PlatformError
from rooms.models import Room
from rooms.permissions import may_hold_meetings


@login_required
@require_POST
def open_in_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = get_object_or_404(Room.objects.visible_to(request.user), pk=pk)
    if not may_hold_meetings(request.user, room):
        raise PermissionDenied
    try:
        meeting = open_meeting(room)
    except PlatformError as error:
        messages.error(request, f"No meeting was opened. {_sentence(error)}")
        return redirect(room)
    messages.success(request, "The meeting is open. Share the link to join.")
    return redirect(meeting)


@login_required
@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _record(request, pk, start_recording, done="Recording was started.", failed="Recording was not started.")


@login_required
@require_POST
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _record(
        request, pk, stop_recording, done="Recording was stopped. It appears here soon.", failed="Recording goes on."
    )


def _record(request: HttpRequest, pk: UUID, act: Callable[[Meeting], None], *, done: str, failed: str) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("room"), pk=pk)
    if not may_hold_meetings(request.user, meeting.room):
        raise PermissionDenied
    try:
        act(meeting)
    except PlatformError as error:
        messages.error(request, f"{failed} {_sentence(error)}")
    else:
        messages.success(request, done)
    return redirect(meeting)


def _sentence(error: PlatformError) -> str:
    return f"{error} Try again in a moment." if error.passing else str(error)
