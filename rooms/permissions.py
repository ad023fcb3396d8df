"""Who may do what with a room. What a user may see is `RoomQuerySet.visible_to`."""

from django.contrib.auth.models import AnonymousUser, User

from rooms.models import Room


def may_change_room(user: User | AnonymousUser, room: Room) -> bool:
    """Its owner, and whoever has the permission to change rooms."""
    return owns(user, room) or user.has_perm("rooms.change_room")


def may_hold_meetings(user: User | AnonymousUser, room: Room | None) -> bool:
    """Open meetings in a room, start and stop recordings: its owner, and whoever may change meetings."""
    return owns(user, room) or user.has_perm("meetings.change_meeting")


def owns(user: User | AnonymousUser, room: Room | None) -> bool:
    return room is not None and user.is_authenticated and room.owner_id == user.pk
