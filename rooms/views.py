"""Making a room and changing its settings. The pages that show a room with its meetings are in `transcripts`."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rooms.forms import RoomForm
from rooms.models import Room
from rooms.permissions import may_change_room


@login_required
def new_room(request: HttpRequest) -> HttpResponse:
    """Whoever makes a room owns it."""
    owner = request.user if request.user.is_authenticated else None
    return _room_form(request, Room(owner=owner), title="New room", back=reverse("rooms"))


@login_required
def edit_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    room = get_object_or_404(Room.objects.visible_to(request.user), pk=pk)
    if not may_change_room(request.user, room):
        raise PermissionDenied
    return _room_form(request, room, title=f"Settings of {room.name}", back=room.get_absolute_url())


def _room_form(request: HttpRequest, room: Room, *, title: str, back: str) -> HttpResponse:
    form = RoomForm(request.POST or None, instance=room)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"The room {saved.name} is saved.")
        if form.warning:
            messages.warning(request, form.warning)
        return redirect(saved)
    context = {"form": form, "title": title, "back": back}
    return render(request, "rooms/form.html", context, status=400 if form.errors else 200)
