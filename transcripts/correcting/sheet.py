"""The rows of a transcript while it is corrected: read in few queries, changed in memory, written once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Max

from transcripts.models import Segment, Topic, Transcript, Version
from transcripts.searching.passages import folded_segment

Words: TypeAlias = list[list[Any]]
"""As `Segment.words` keeps them: start_ms, end_ms, text, probability."""


_SPEAKER_COLUMNS = ("speaker", "heard_speaker", "corrected_by", "corrected_at")
_WORDS_COLUMNS = (*_SPEAKER_COLUMNS, "text", "folded", "words", "heard_words")
_COLUMNS = (*_WORDS_COLUMNS, "start_ms", "end_ms", "cut_at")
_BATCH = 500


class NoSuchCell(Exception):
    """The transcript shown has no such row any more; the message says which."""


@dataclass(slots=True)
class Sheet:
    """The rows, locked by the caller. Changed ones are marked as corrected `by` and `at`, unless `marking` is False."""

    transcript: Transcript
    version: Version
    by: str
    at: datetime
    marking: bool = True
    _segments: dict[int, Segment] = field(default_factory=dict)
    _new: set[int] = field(default_factory=set)
    _topics: list[Topic] | None = None
    _changed: dict[int, set[str]] = field(default_factory=dict)

    def load(self, positions: Iterable[int]) -> None:
        """Read these segments, hundreds with each query; those that do not exist are passed over."""
        missing = sorted({position for position in positions if position not in self._segments})
        for begin in range(0, len(missing), _BATCH):
            self.take(self.version.segments.filter(position__in=missing[begin : begin + _BATCH]))

    def take(self, segments: Iterable[Segment]) -> None:
        """Use rows that were read already."""
        self._segments |= {row.position: row for row in segments if row.position not in self._segments}

    def segment(self, position: int) -> Segment:
        """Raises NoSuchCell."""
        self.load([position])
        if position not in self._segments:
            raise NoSuchCell(f"The transcript has no segment {position}.")
        return self._segments[position]

    def add_after(self, segment: Segment) -> Segment:
        """A new segment of the same speaker, still without words, with a number that no segment has or ever had."""
        last = self.version.segments.aggregate(last=Max("position"))["last"]
        new = Segment(
            version=self.version,
            position=last + 1,
            start_ms=segment.end_ms,
            end_ms=segment.end_ms,
            speaker=segment.speaker,
            heard_speaker=segment.heard_speaker,
        )
        self.take([new])
        self._new.add(new.position)
        return new

    def topic(self, span: str) -> Topic:
        """The topic about the time `START-END`. Raises NoSuchCell."""
        if self._topics is None:
            self._topics = list(self.version.topics.order_by("position"))
        found = topic_about(self._topics, span)
        if found is None:
            raise NoSuchCell("No topic is about this time any more.")
        return found

    def participant(self, speaker: int) -> dict[str, Any] | None:
        return next((entry for entry in self.transcript.participants if entry["speaker"] == speaker), None)

    def replace_participant(self, speaker: int, entry: dict[str, Any] | None) -> None:
        others = [each for each in self.transcript.participants if each["speaker"] != speaker]
        found = [*others, entry] if entry else others
        self.transcript.participants = sorted(found, key=lambda each: each["speaker"])

    def written(self, key: str) -> dict[str, Any]:
        """A copy of what `Transcript.written` keeps under `key`."""
        return dict(self.transcript.written.get(key, {}))

    def write_down(self, key: str, entry: Mapping[str, Any]) -> None:
        rest = {name: value for name, value in self.transcript.written.items() if name != key}
        self.transcript.written = {**rest, key: dict(entry)} if entry else rest

    def mark(self, segment: Segment, changed: str) -> None:
        """Note that a segment's `words`, `speaker` or whole `stretch` were changed."""
        self._changed.setdefault(segment.position, set()).add(changed)
        if _is_as_heard(segment):
            segment.corrected_by, segment.corrected_at = "", None
        elif self.marking:
            segment.corrected_by, segment.corrected_at = self.by, self.at

    @property
    def titles(self) -> tuple[str, ...]:
        """The topics' titles, if a topic was read and so perhaps changed."""
        return tuple(topic.title for topic in self._topics or ())

    @property
    def speech_changed(self) -> bool:
        return bool(self._changed)

    def store(self) -> None:
        """Write what has changed. No other code changes the text of a stored segment."""
        rows = [(self._segments[position], changed) for position, changed in self._changed.items()]
        _store_speakers(segment for segment, changed in rows if changed == {"speaker"})
        for segment, changed in rows:
            if changed != {"speaker"}:
                segment.folded = folded_segment(segment.text, self.version)
                columns = _COLUMNS if "stretch" in changed else _WORDS_COLUMNS
                segment.save(update_fields=None if segment.position in self._new else columns)
        for topic in self._topics or ():
            topic.save(update_fields=["title", "generated_title", "corrected_by", "corrected_at"])


def _is_as_heard(segment: Segment) -> bool:
    """Whether it has no correction, or is a part of a joined segment, which has its words."""
    whole = segment.heard_speaker is None and segment.cut_at is None
    return segment.heard_words is None and (whole or not segment.text)


def _store_speakers(segments: Iterable[Segment]) -> None:
    """One UPDATE for all segments that get the same values: a merge changes thousands, most of them in the same way."""
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for segment in segments:
        alike[tuple(getattr(segment, column) for column in _SPEAKER_COLUMNS)].append(segment.pk)
    for values, keys in alike.items():
        for begin in range(0, len(keys), _BATCH):
            chosen = Segment.objects.filter(pk__in=keys[begin : begin + _BATCH])
            chosen.update(**dict(zip(_SPEAKER_COLUMNS, values, strict=True)))


def topic_about(topics: Iterable[Topic], span: str) -> Topic | None:
    """The topic that shares most of its time with the span `START-END`, and at least half of the shorter of the two."""
    start_ms, end_ms = map(int, span.split("-"))
    best = max(topics, key=lambda topic: _common(topic, start_ms, end_ms), default=None)
    if best is None:
        return None
    shorter = min(end_ms - start_ms, best.end_ms - best.start_ms)
    return best if 2 * _common(best, start_ms, end_ms) >= shorter else None


def put_title(topic: Topic, title: str | None, *, by: str, at: datetime) -> None:
    """Give a topic a person's title; None restores the generated one."""
    generated = topic.generated_title or topic.title
    topic.title = generated if title is None else title
    topic.generated_title = "" if topic.title == generated else generated
    topic.corrected_by, topic.corrected_at = (by, at) if topic.generated_title else ("", None)


def text_of(words: Words) -> str:
    return "".join(word[2] for word in words).strip()


def _common(topic: Topic, start_ms: int, end_ms: int) -> int:
    return min(topic.end_ms, end_ms) - max(topic.start_ms, start_ms)
