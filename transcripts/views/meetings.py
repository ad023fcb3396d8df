"""Meetings: the list, and the page of one with who was there, its recordings on one clock, and its transcripts."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id
from meetings.models import Meeting
from meetings.platforms.registry import platform
from recordings.models import Recording
from reflector_site.paging import page_of
from reflector_site.readers_day import todays_date
from rooms.permissions import may_hold_meetings
from transcripts.forms import RoomFilter
from transcripts.models import ActionItem
from transcripts.presenting.action_items import by_transcript
from transcripts.presenting.fate import with_fate
from transcripts.presenting.meeting_clock import draw
from transcripts.presenting.meeting_counts import counted
from transcripts.presenting.working import transcript_of, with_transcripts


@login_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    filters = RoomFilter(request.user, request.GET)
    rows = filters.apply(Meeting.objects.visible_to(request.user))
    rooms = filters.narrow(Meeting.objects.rooms_seen_by(request.user))
    page = page_of(rows, request.GET, by="start_date", shown=counted(Meeting.objects.all()), rooms=rooms)
    return render(request, "meetings/list.html", {"page": page, "filters": filters})


@login_required
@require_safe
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("room"), pk=pk)
    recordings = with_fate(Recording.objects.visible_to(request.user).filter(meeting=row))
    takes = list(with_transcripts(recordings, request.user).order_by("recorded_at", "pk"))
    stays = list(row.participant_sessions.all())
    told = [found for take in takes if (found := transcript_of(take))]
    items = ActionItem.objects.visible_to(request.user).for_lists().filter(transcript__in=[each.pk for each in told])
    return render(
        request,
        "meetings/meeting.html",
        {
            "meeting": row,
            "clock": draw(row, stays, takes),
            "groups": by_transcript(
                items.order_by("recorded_at", "transcript_id"), request.user, today=todays_date(request)
            ),
            "errors": row.recording_errors.all(),
            "instance_ids": {"Raw tracks": raw_tracks_instance_id(row.pk), "Cloud": cloud_instance_id(row.pk)},
            "may_hold": may_hold_meetings(request.user, row.room),
            "records_on_demand": platform(row.platform).tracks,
        },
    )
