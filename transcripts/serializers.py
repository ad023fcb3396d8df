from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import Seconds
from rooms.languages import language_error
from transcripts.models import ActionItem, Segment, Step, Telling, Topic, Transcript
from transcripts.speech.left_out import REASONS
from transcripts.text.formats import WordDocument
from transcripts.text.words import common_probability

StoredWord: TypeAlias = tuple[int, int, str, float]
"""As `Segment.words` keeps it: start_ms, end_ms, text, probability."""


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

    def to_representation(self, instance: StoredWord) -> WordDocument:  # type: ignore[override] # the stubs know dict
        start_ms, end_ms, text, probability = instance
        return WordDocument(text=text, start=start_ms / 1000, end=end_ms / 1000, probability=probability)


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    start = Seconds(source="start_ms", read_only=True)
    end = Seconds(source="end_ms", read_only=True)
    probability = serializers.SerializerMethodField(help_text="What the speech model gives its words, 0 to 1.")
    words = WordSerializer(many=True, read_only=True)

    class Meta:
        model = Segment
        fields = ["position", "speaker", "start", "end", "text", "probability", "words"]

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
    version = serializers.IntegerField(source="current.number", default=None, read_only=True, allow_null=True)
    segments = SegmentSerializer(source="current.segments", many=True, read_only=True, default=list)
    topics = TopicSerializer(source="current.topics", many=True, read_only=True, default=list)
    words_left_out = serializers.SerializerMethodField()

    class Meta(TranscriptSerializer.Meta):
        fields = [
            *TranscriptSerializer.Meta.fields,
            "language_probability",
            "version",
            "revision",
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


class TellingSerializer(serializers.ModelSerializer[Telling]):
    """A summary, how it was made, and what it says."""

    version = serializers.IntegerField(source="version.number", read_only=True, help_text="Of the words it tells.")
    shown = serializers.SerializerMethodField(help_text="Whether it is the one that readers see.")
    took = Seconds(source="took_ms", read_only=True, allow_null=True)
    troubles = serializers.ListField(child=serializers.CharField(), read_only=True)
    asked_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True, help_text="Null: made by itself."
    )

    class Meta:
        model = Telling
        fields = [
            "id",
            "number",
            "version",
            "shown",
            "maker",
            "model",
            "prompt_version",
            "language",
            "instructions",
            "calls",
            "prompt_tokens",
            "completion_tokens",
            "took",
            "troubles",
            "title",
            "short_summary",
            "long_summary",
            "asked_by",
            "created_at",
        ]

    def get_shown(self, telling: Telling) -> bool:
        version = telling.version
        return version.chosen_id == telling.pk and version.transcript.current_id == version.pk


class TellSerializer(serializers.Serializer[Any]):
    """How another summary is to be made. What is left out is as the room and the settings say."""

    maker = serializers.ChoiceField(Telling.Maker.choices, required=False)
    model = serializers.CharField(max_length=255, required=False, allow_blank=True)
    language = serializers.CharField(max_length=8, required=False, allow_blank=True, help_text="Such as en.")
    instructions = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    use = serializers.BooleanField(default=True, help_text="Show it when it is there.")

    def validate_language(self, language: str) -> str:
        if error := language_error(language):
            raise serializers.ValidationError(error)
        return language


class ReadableTranscript(serializers.PrimaryKeyRelatedField[Transcript]):
    """A transcript that the client may read; any other is one that does not exist."""

    def get_queryset(self) -> QuerySet[Transcript]:
        user = self.context["request"].user
        return Transcript.objects.visible_to(user).select_related("room").defer("webvtt", "long_summary")


class ActionItemSerializer(serializers.ModelSerializer[ActionItem]):
    transcript = ReadableTranscript()
    owner = serializers.CharField(
        source="owner_name",
        max_length=255,
        required=False,
        allow_blank=True,
        help_text="A name; that of a participant sets `owner_speaker`. Empty: nobody named.",
    )
    start = Seconds(source="start_ms", read_only=True, allow_null=True)
    done = serializers.BooleanField(required=False)
    done_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)
    by_hand = serializers.SerializerMethodField(help_text="Whether a person added it, and not the summary.")
    text = serializers.CharField(max_length=2000)

    class Meta:
        model = ActionItem
        fields = [
            "id",
            "transcript",
            "text",
            "owner",
            "owner_speaker",
            "due",
            "due_as_said",
            "quote",
            "start",
            "likely",
            "supported",
            "done",
            "done_at",
            "done_by",
            "by_hand",
            "edited_at",
            "created_at",
        ]
        read_only_fields = [
            "owner_speaker",
            "due_as_said",
            "quote",
            "likely",
            "supported",
            "done_at",
            "edited_at",
            "created_at",
        ]

    def get_by_hand(self, item: ActionItem) -> bool:
        return not item.told

    def validate_transcript(self, transcript: Transcript) -> Transcript:
        if self.instance and self.instance.transcript_id != transcript.pk:
            raise serializers.ValidationError("An action item stays with its transcript.")
        return transcript


class ActionItemFilters(serializers.Serializer[Any]):
    """Query parameters of the list of action items."""

    room = serializers.UUIDField(required=False)
    meeting = serializers.UUIDField(source="transcript__meeting", required=False)
    transcript = serializers.UUIDField(required=False)
    owner = serializers.CharField(source="owner_name", required=False, trim_whitespace=False)
    done = serializers.BooleanField(source="is_done", required=False, allow_null=True, default=None)
    due_after = serializers.DateField(source="due__gte", required=False, help_text="This day or later.")
    due_before = serializers.DateField(source="due__lt", required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        done = attrs.pop("is_done", None)
        return attrs if done is None else {**attrs, "done_at__isnull": not done}
