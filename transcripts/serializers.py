from typing import Any, TypeAlias, TypedDict

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import Seconds
from transcripts.models import Segment, Topic, Transcript

StoredWord: TypeAlias = tuple[int, int, str, float]
"""As `Segment.words` keeps it: start_ms, end_ms, text, probability."""


class WordDict(TypedDict):
    text: str
    start: float
    end: float
    probability: float


class ParticipantSerializer(serializers.Serializer[Any]):
    """One element of `Transcript.participants`."""

    id = serializers.CharField()
    speaker = serializers.IntegerField()
    name = serializers.CharField()
    user_id = serializers.CharField(allow_null=True)


class WordSerializer(serializers.Serializer[StoredWord]):
    text = serializers.CharField(help_text="With the blank before it, where the language has blanks.")
    start = serializers.FloatField()
    end = serializers.FloatField()
    probability = serializers.FloatField()

    def to_representation(self, instance: StoredWord) -> WordDict:  # type: ignore[override] # the stubs know dict alone
        start_ms, end_ms, text, probability = instance
        return {"text": text, "start": start_ms / 1000, "end": end_ms / 1000, "probability": probability}


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    start = Seconds(source="start_ms", read_only=True)
    end = Seconds(source="end_ms", read_only=True)
    words = WordSerializer(many=True, read_only=True)

    class Meta:
        model = Segment
        fields = ["position", "speaker", "start", "end", "text", "words"]


class TopicSerializer(serializers.ModelSerializer[Topic]):
    start = Seconds(source="start_ms", read_only=True)
    end = Seconds(source="end_ms", read_only=True)

    class Meta:
        model = Topic
        fields = ["start", "end", "title", "summary"]


class TranscriptSerializer(serializers.ModelSerializer[Transcript]):
    room_name = serializers.CharField(source="recording.room_name", default="", read_only=True)
    participants = ParticipantSerializer(many=True, read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    duration = Seconds(source="duration_ms", read_only=True, allow_null=True)
    audio_url = serializers.SerializerMethodField()

    class Meta:
        model = Transcript
        fields = [
            "id",
            "recording",
            "meeting",
            "room",
            "room_name",
            "status",
            "error",
            "warnings",
            "title",
            "short_summary",
            "participants",
            "language",
            "duration",
            "audio_url",
            "recorded_at",
            "created_at",
            "changed_at",
        ]

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_audio_url(self, transcript: Transcript) -> str | None:
        if not transcript.audio_name:
            return None
        path = reverse("transcript-audio", args=[transcript.pk])
        return str(self.context["request"].build_absolute_uri(path))


class TranscriptDetailSerializer(TranscriptSerializer):
    version = serializers.IntegerField(source="current.number", default=None, read_only=True, allow_null=True)
    segments = SegmentSerializer(source="current.segments", many=True, read_only=True, default=list)
    topics = TopicSerializer(source="current.topics", many=True, read_only=True, default=list)

    class Meta(TranscriptSerializer.Meta):
        fields = [
            *TranscriptSerializer.Meta.fields,
            "language_probability",
            "version",
            "revision",
            "long_summary",
            "topics",
            "segments",
            "webvtt",
        ]


class TranscriptFilters(serializers.Serializer[Any]):
    """Query parameters of the list of transcripts."""

    room = serializers.UUIDField(required=False)
    meeting = serializers.UUIDField(required=False)
    recording = serializers.CharField(required=False)
    room_name = serializers.CharField(source="recording__room_name", required=False)
    status = serializers.ChoiceField(Transcript.Status.choices, required=False)
    recorded_after = serializers.DateTimeField(
        source="recorded_at__gte", required=False, help_text="This moment or later."
    )
    recorded_before = serializers.DateTimeField(source="recorded_at__lt", required=False)
