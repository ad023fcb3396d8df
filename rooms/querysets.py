from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models

if TYPE_CHECKING:
    from rooms.models import Room  # noqa: F401 - named in a string below


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The rooms a user may see: their own, and all of them with the permission to view rooms."""
        confining = self.confining(user, "rooms.view_room")
        return self if confining is None else confining

    def confining(self, user: User | AnonymousUser, permission: str) -> Self | None:
        """The user's own rooms, to which what they see is confined; None for a user with `permission`, who sees all."""
        if user.has_perm(permission):
            return None
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()
