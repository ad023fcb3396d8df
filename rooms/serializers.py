from typing import Any

from rest_framework import serializers

from rooms.models import Platform, Room


class RoomSerializer(serializers.ModelSerializer[Room]):
    owner = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True, help_text="The owner's user name."
    )

    class Meta:
        model = Room
        fields = [
            "id",
            "name",
            "platform",
            "language",
            "glossary",
            "summary_language",
            "summary_instructions",
            "owner",
            "created_at",
        ]


class RoomFilters(serializers.Serializer[Any]):
    """Query parameters of the list of rooms."""

    name = serializers.CharField(required=False)
    platform = serializers.ChoiceField(Platform.choices, required=False)
