from typing import Any

from rest_framework import serializers

from meetings.models import DailyParticipantSession, Meeting
from rooms.models import Platform


class ParticipantSessionSerializer(serializers.ModelSerializer[DailyParticipantSession]):
    class Meta:
        model = DailyParticipantSession
        fields = ["session_id", "user_id", "user_name", "joined_at", "left_at"]


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    class Meta:
        model = Meeting
        fields = ["id", "room", "room_name", "room_url", "platform", "start_date", "end_date"]


class MeetingDetailSerializer(MeetingSerializer):
    participant_sessions = ParticipantSessionSerializer(many=True, read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "participant_sessions"]


class MeetingFilters(serializers.Serializer[Any]):
    """Query parameters of the list of meetings."""

    room = serializers.UUIDField(required=False)
    room_name = serializers.CharField(required=False)
    platform = serializers.ChoiceField(Platform.choices, required=False)
    started_after = serializers.DateTimeField(
        source="start_date__gte", required=False, help_text="This moment or later."
    )
    started_before = serializers.DateTimeField(source="start_date__lt", required=False)
