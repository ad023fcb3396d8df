"""The search of the REST API: its parameters, and the hits that it answers with."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import DayOrMoment, Seconds, Zone
from transcripts.models import Passage, Transcript
from transcripts.searching.finding import PAGE, SEGMENT, Order
from transcripts.searching.showing import Line, Shown
from transcripts.text.matching import Piece


class SearchFilters(serializers.Serializer[Any]):
    """Query parameters of the search."""

    q = serializers.CharField(help_text='Words, "a phrase", -without, this OR that.')
    kind = serializers.ChoiceField([SEGMENT, *Passage.Kind.values], required=False)
    room = serializers.UUIDField(required=False)
    speaker = serializers.CharField(
        required=False, help_text="A name or a part of one; then only what was said is found."
    )
    since = DayOrMoment(required=False, help_text="Recorded on this day or later, or at this moment or later.")
    until = DayOrMoment(required=False, help_text="Recorded on this day or earlier, or before this moment.")
    zone = Zone(required=False, help_text="Whose days they are, such as `Europe/Berlin`; without one, UTC's.")
    language = serializers.CharField(required=False, help_text="Spoken: a code, such as `en`.")
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
    language = serializers.CharField(help_text="Of the text; empty for names.")
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
