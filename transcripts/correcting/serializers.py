from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reflector_site.api import Seconds
from transcripts.correcting.cells import FIELDS
from transcripts.correcting.replacing import MOST_TO_FIND, MOST_TO_PUT
from transcripts.models import Correction

_WAS = "What stood there when the change was thought out; where something else stands by now, the answer is a 409."


class Number(serializers.IntegerField):
    """The number of a segment, a speaker or a version; bounded, since SQLite fails on a query for a larger one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=2**31 - 1, **options)


class FieldsWas(serializers.Serializer[Any]):
    title = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    short_summary = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    long_summary = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class FieldsChange(serializers.Serializer[Any]):
    """Title and summaries in somebody's own words; null gives them up, and the generated text is shown again."""

    title = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    short_summary = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    long_summary = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    was = FieldsWas(help_text=f"For each field that gets a text: {_WAS[0].lower()}{_WAS[1:]}", required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = [field for field in FIELDS if field in attrs]
        if not wanted:
            raise serializers.ValidationError(f"Nothing to change: give one of {', '.join(FIELDS)}.")
        was = attrs.get("was", {})
        missing = [field for field in wanted if attrs[field] is not None and field not in was]
        if missing:
            raise serializers.ValidationError({"was": f"Say what the change began from: {', '.join(missing)}."})
        return attrs


class NameChange(serializers.Serializer[Any]):
    name = serializers.CharField()
    was = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text=_WAS)


class TopicChange(serializers.Serializer[Any]):
    title = serializers.CharField()
    was = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text=_WAS)
    version = Number(help_text="`version` of the transcript as it was read.")


class SegmentChange(serializers.Serializer[Any]):
    text = serializers.CharField(
        allow_blank=True, help_text="Words that stay keep their times. Empty: the segment is shown no more."
    )
    was = serializers.CharField(allow_blank=True, trim_whitespace=False, help_text=_WAS)
    version = Number(help_text="`version` of the transcript as it was read.")


class Splitting(serializers.Serializer[Any]):
    """A segment made two. With `speaker` or `name` the second part is given to them, and `along` with it."""

    segment = Number(help_text="Its `position`.")
    word = serializers.IntegerField(
        min_value=1, help_text="The word that the second part begins with, by its place in `words`, from 0."
    )
    speaker = Number(required=False)
    name = serializers.CharField(required=False)
    along = serializers.ListField(
        child=Number(),
        required=False,
        help_text="Positions of segments of the same speaker that are given away with the second part.",
    )
    was = serializers.CharField(trim_whitespace=False, help_text=_WAS)
    version = Number(help_text="`version` of the transcript as it was read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "speaker" in attrs and "name" in attrs:
            raise serializers.ValidationError("Give either the number of a speaker or the name of a new one.")
        if attrs.get("along") and not attrs.keys() & {"speaker", "name"}:
            raise serializers.ValidationError({"along": "Say to whom: give a speaker or a name."})
        return attrs


class Joining(serializers.Serializer[Any]):
    """Two segments that a speaker says one after the other made one."""

    segments = serializers.ListField(child=Number(), min_length=2, max_length=2)
    was = serializers.CharField(trim_whitespace=False, help_text=f"What both said, in their order, a line each. {_WAS}")
    version = Number(help_text="`version` of the transcript as it was read.")


class Giving(serializers.Serializer[Any]):
    """Segments of one speaker for another: for `speaker`, or for somebody new called `name`."""

    segments = serializers.ListField(child=Number(), allow_empty=False)
    speaker = Number(required=False)
    name = serializers.CharField(required=False)
    was = Number(help_text="The speaker whose segments they were when the change was thought out.")
    version = Number(help_text="`version` of the transcript as it was read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("speaker" in attrs) == ("name" in attrs):
            raise serializers.ValidationError("Give either the number of a speaker or the name of a new one.")
        return attrs


class Replacing(serializers.Serializer[Any]):
    """Words put in place of others wherever they stand, or in `segments` alone; an empty `put` takes them away."""

    find = serializers.CharField(max_length=MOST_TO_FIND, help_text="Whole words, in any case.")
    put = serializers.CharField(max_length=MOST_TO_PUT, allow_blank=True)
    segments = serializers.ListField(child=Number(), allow_empty=False, required=False)
    version = Number(help_text="`version` of the transcript as it was read.")


class Merging(serializers.Serializer[Any]):
    speaker = Number(help_text="Who is somebody else.")
    into = Number(help_text="Who says it all.")


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    """A change that somebody made. `before` and `after` hold what it changed, by cell."""

    made_by = serializers.CharField(source="made_by_name", read_only=True)
    undone_by = serializers.CharField(source="undone_by_name", read_only=True)
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta:
        model = Correction
        fields = ["id", "kind", "before", "after", "made_by", "made_at", "undone_by", "undone_at"]

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_before(self, correction: Correction) -> dict[str, Any]:
        return {cell: value["value"] for cell, value in correction.before.items()}

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_after(self, correction: Correction) -> dict[str, Any]:
        return {cell: value["value"] for cell, value in correction.after.items()}


class UnplacedSerializer(serializers.Serializer[Any]):
    """A correction without a place in the version shown; `segment` is what to give it up by."""

    segment = serializers.IntegerField()
    by = serializers.CharField()
    start = Seconds(source="start_ms", read_only=True)
    text = serializers.CharField()


class ConflictSerializer(serializers.Serializer[Any]):
    """Why nothing was changed, and what stands there now."""

    detail = serializers.CharField()
    current = serializers.DictField()
