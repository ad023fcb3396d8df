from typing import Any, TypeAlias, TypedDict

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import Seconds
from transcripts.models import Passage, Segment, Topic, Transcript
from transcripts.searching.finding import PAGE, SEGMENT, Order
from transcripts.searching.showing import Line, Shown
from transcripts.text.matching import Piece

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
        fields = ["speaker", "start", "end", "text", "words"]


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
    segments = SegmentSerializer(source="current.segments", many=True, read_only=True, default=list)
    topics = TopicSerializer(source="current.topics", many=True, read_only=True, default=list)

    class Meta(TranscriptSerializer.Meta):
        fields = [
            *TranscriptSerializer.Meta.fields,
            "language_probability",
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


class SearchFilters(serializers.Serializer[Any]):
    """Query parameters of the search."""

    q = serializers.CharField(help_text='Words, "a phrase", -without, this OR that.')
    room = serializers.UUIDField(required=False)
    speaker = serializers.CharField(
        required=False, help_text="A name or a part of one; then only what was said is found."
    )
    since = serializers.DateField(required=False, help_text="Recorded on this day of UTC or later.")
    until = serializers.DateField(required=False, help_text="Recorded on this day of UTC or earlier.")
    language = serializers.CharField(required=False, help_text="A code, such as `en`.")
    sort = serializers.ChoiceField([order.value for order in Order], required=False, default=Order.BEST.value)
    page_size = serializers.IntegerField(required=False, default=PAGE, min_value=1, max_value=100)
    after = serializers.CharField(required=False, default="", help_text="Where a page begins, as `next` has it.")


class PieceSerializer(serializers.Serializer[Piece]):
    text = serializers.CharField(trim_whitespace=False)
    found = serializers.BooleanField()


class LineSerializer(serializers.Serializer[Line]):
    name = serializers.CharField()
    text = serializers.CharField()


class FoundTranscriptSerializer(serializers.ModelSerializer[Transcript]):
    class Meta:
        model = Transcript
        fields = ["id", "title", "room", "language", "recorded_at"]


class HitSerializer(serializers.Serializer[Shown]):
    """A place that was found."""

    kind = serializers.ChoiceField([SEGMENT, *Passage.Kind.values])
    transcript = FoundTranscriptSerializer()
    start = Seconds(source="start_ms", allow_null=True, help_text="Null for what has no time.")
    speaker = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(help_text="The speaker's.")
    pieces = PieceSerializer(many=True, help_text="The text, with what was asked for told apart.")
    before = LineSerializer(allow_null=True, help_text="What was said right before.")
    after = LineSerializer(allow_null=True)
    url = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, hit: Shown) -> str:
        return str(self.context["request"].build_absolute_uri(hit.address))


class HitsSerializer(serializers.Serializer[Any]):
    """A page of hits. `newest`: where not null, so many of the places are sorted, those transcribed last."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    newest = serializers.IntegerField(allow_null=True)
    results = HitSerializer(many=True)
