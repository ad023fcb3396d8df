from typing import Any

from rest_framework import serializers

from recordings.models import Recording
from rooms.models import Platform


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    track_keys = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        allow_null=True,
        help_text="null: not multitrack; []: no audio captured; else the keys of the audio tracks, in order.",
    )
    is_multitrack = serializers.BooleanField(read_only=True)
    transcript = serializers.UUIDField(
        source="transcript_id", read_only=True, allow_null=True, help_text="Its transcript's id, if it has one."
    )

    class Meta:
        model = Recording
        fields = [
            "id",
            "platform",
            "room_name",
            "meeting",
            "transcript",
            "type",
            "recorded_at",
            "duration",
            "bucket_name",
            "object_key",
            "track_keys",
            "is_multitrack",
            "mtg_session_id",
            "outcome",
            "first_seen_at",
        ]


class RecordingFilters(serializers.Serializer[Any]):
    """Query parameters of the list of recordings."""

    room = serializers.UUIDField(required=False)
    meeting = serializers.UUIDField(required=False)
    room_name = serializers.CharField(required=False)
    platform = serializers.ChoiceField(Platform.choices, required=False)
    type = serializers.ChoiceField(Recording.Type.choices, required=False)
    outcome = serializers.ChoiceField(Recording.Outcome.choices, required=False)
    recorded_after = serializers.DateTimeField(
        source="recorded_at__gte", required=False, help_text="This moment or later."
    )
    recorded_before = serializers.DateTimeField(source="recorded_at__lt", required=False)
