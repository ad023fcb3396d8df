"""The first page: what needs the reader, what is being worked on, what is new and what is to be done."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recordings.models import Recording
from reflector_site.newest import first, first_keys
from reflector_site.readers_day import todays_date
from rooms.models import Room
from transcripts.models import ActionItem, Transcript
from transcripts.permissions import MAY_LINK, changeable
from transcripts.presenting.action_items import by_transcript
from transcripts.presenting.fate import with_fate
from transcripts.presenting.working import at_work, listed
from transcripts.watching.health import standstills

SHOWN = 8
ITEMS_SHOWN = 4
MOST_COUNTED = 99


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    transcripts = Transcript.objects.visible_to(request.user).for_lists()
    ready = Transcript.objects.visible_to(request.user).filter(status=Transcript.Status.READY)
    rooms = Transcript.objects.rooms_seen_by(request.user)
    recordings = with_fate(Recording.objects.visible_to(request.user)).order_by("-recorded_at", "pk")
    return render(
        request,
        "home.html",
        {
            "standstills": standstills() if request.user.is_staff else (),
            "failed": changeable(transcripts.filter(status=Transcript.Status.FAILED), request.user)[:SHOWN],
            "strays": recordings.asking_for_a_person()[:SHOWN] if request.user.has_perm(MAY_LINK) else (),
            "hidden": recordings.filter(outcome=Recording.Outcome.TRACKS_HIDDEN)[:SHOWN],
            "working": listed(transcripts.filter(pk__in=at_work())[:SHOWN]),
            "newest": listed(first(ready, SHOWN, by="recorded_at", shown=Transcript.objects.for_lists(), rooms=rooms)),
            **_to_do(request),
            "rooms": Room.objects.filter(owner=request.user.pk)[:SHOWN],
        },
    )


def _to_do(request: HttpRequest) -> dict[str, object]:
    """The newest open action items of the rooms that the reader sees, and how many there are, None where it is more
    than are counted: so the page costs the same however much is left undone.
    """
    items = ActionItem.objects.visible_to(request.user).open()
    rooms = ActionItem.objects.rooms_seen_by(request.user)
    newest = first(items, ITEMS_SHOWN, by="recorded_at", shown=ActionItem.objects.for_lists(), rooms=rooms)
    counted = len(first_keys(items, MOST_COUNTED + 1, by="recorded_at", rooms=rooms))
    groups = by_transcript(newest, request.user, today=todays_date(request))
    return {"groups": groups, "to_do": counted if counted <= MOST_COUNTED else None}
