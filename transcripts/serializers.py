from typing import Any, TypeAlias, TypedDict

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import Seconds
from transcripts.models import Segment, Step, Topic, Transcript
from transcripts.speech.left_out import REASONS
from transcripts.text.words import common_probability

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
    probability = serializers.SerializerMethodField(help_text="What the speech model gives its words, 0 to 1.")
    words = WordSerializer(many=True, read_only=True)

    class Meta:
        model = Segment
        fields = ["speaker", "start", "end", "text", "probability", "words"]

    def get_probability(self, segment: Segment) -> float | None:
        return common_probability(probability for _, _, _, probability in segment.words)


class TopicSerializer(serializers.ModelSerializer[Topic]):
    start = Seconds(source="start_ms", read_only=True)
    end = Seconds(source="end_ms", read_only=True)

    class Meta:
        model = Topic
        fields = ["start", "end", "title", "summary"]


class WordsLeftOutSerializer(serializers.Serializer[Any]):
    """How many words were heard and not believed, by why."""

    no_voice = serializers.IntegerField(help_text="Nobody spoke there.")
    loop = serializers.IntegerField(help_text="There was no time to say them.")
    bleed = serializers.IntegerField(help_text="Somebody else said them, heard through this microphone.")


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
    segments = SegmentSerializer(source="current.segments", many=True, read_only=True, default=list)
    topics = TopicSerializer(source="current.topics", many=True, read_only=True, default=list)
    words_left_out = serializers.SerializerMethodField()

    class Meta(TranscriptSerializer.Meta):
        fields = [
            *TranscriptSerializer.Meta.fields,
            "language_probability",
            "long_summary",
            "topics",
            "segments",
            "words_left_out",
            "webvtt",
        ]

    @extend_schema_field(WordsLeftOutSerializer)
    def get_words_left_out(self, transcript: Transcript) -> dict[str, int]:
        assembled = transcript.current and transcript.current.steps.result_of(Step.Kind.ASSEMBLE)
        return {**dict.fromkeys(REASONS, 0), **(assembled["dropped"] if assembled else {})}


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
