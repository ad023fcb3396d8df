"""Rooms with what was held in them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from reflector_site.paging import page_of
from rooms.models import Room
from rooms.permissions import may_change_room, may_hold_meetings
from transcripts.models import ActionItem, Transcript
from transcripts.presenting.meeting_counts import counted
from transcripts.presenting.working import listed

NEWEST = 10


@login_required
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    last = Meeting.objects.filter(room=OuterRef("pk")).order_by("-start_date").values("start_date")[:1]
    rows = Room.objects.visible_to(request.user).select_related("owner").annotate(last=Subquery(last))
    return render(
        request,
        "rooms/list.html",
        {"rows": [(room, may_hold_meetings(request.user, room)) for room in rows.order_by("name")]},
    )


@login_required
@require_safe
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Room.objects.visible_to(request.user).select_related("owner"), pk=pk)
    meetings = Meeting.objects.visible_to(request.user).filter(room=row)
    transcripts = Transcript.objects.visible_to(request.user).for_lists().filter(room=row)
    return render(
        request,
        "rooms/room.html",
        {
            "room": row,
            "page": page_of(meetings, request.GET, by="start_date", shown=counted(Meeting.objects.all())),
            "rows": listed(transcripts[:NEWEST]),
            "to_do": ActionItem.objects.visible_to(request.user).filter(room=row).open().count(),
            "may_change": may_change_room(request.user, row),
            "may_hold": may_hold_meetings(request.user, row),
        },
    )
