"""What a reader sees of a version: its rows, lanes and summary as HTML, made once and kept in the cache.

They depend on the version's words, which only corrections change, and on what is part of the cache's key: the number of
corrections, names, topics, summary, length, and the code that makes them. So nothing has to be invalidated when these
change, and the page of five hours is made as quickly as a short one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache as once
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from transcripts.correcting.cells import FIELDS
from transcripts.making.assembling import AssembleResult
from transcripts.models import Step, Topic, Transcript, Version
from transcripts.pages.drawing import draw_lanes
from transcripts.pages.evidence import Claim, Said
from transcripts.pages.talk import Utterance, overlaps, shares_of, spans_by_speaker
from transcripts.pages.turns import Edited, Line, chapters_of
from transcripts.presenting.claims import claims_by_topic, claims_in_short
from transcripts.speech.left_out import sentence
from transcripts.summary.outline import Summary
from transcripts.tellings import told_in
from transcripts.text.speakers import name_of

KEPT_FOR_S = 7 * 24 * 3_600
_MAKERS = ("templates/transcripts", "transcripts/pages", "transcripts/presenting", "transcripts/templatetags")


@dataclass(frozen=True, slots=True)
class Reading:
    """Fragments of the transcript page. Everything people said or typed in them is escaped."""

    rows: SafeString
    lanes: SafeString
    summary: SafeString
    """The summary and the decisions. Action items are not among them, since people tick them off."""
    aside: SafeString
    """Topics, and who spoke how much."""


def reading_of(transcript: Transcript) -> Reading | None:
    """The fragments for the version shown, None when there is none yet. One query when they are in the cache."""
    version = transcript.current
    if version is None:
        return None
    topics = list(version.topics.all())
    key = _key(transcript, version, topics)
    kept: Reading | None = cache.get(key)
    if kept is not None:
        return kept
    reading = _render(transcript, version, topics)
    cache.set(key, reading, KEPT_FOR_S)
    return reading


def written_in(transcript: Transcript) -> dict[str, Edited]:
    """By field, who corrected a title or summary, and when."""
    return {
        field: Edited(entry["by"], datetime.fromisoformat(entry["at"]))
        for field, entry in transcript.written.items()
        if field in FIELDS
    }


def _key(transcript: Transcript, version: Version, topics: Sequence[Topic]) -> str:
    shown = [
        transcript.revision,
        transcript.participants,
        transcript.short_summary,
        transcript.long_summary,
        transcript.duration_ms,
        transcript.language,
        [[topic.start_ms, topic.title, topic.summary] for topic in topics],
        version.chosen_id,
        _language_of(transcript, version),
    ]
    digest = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
    return f"reading:{_edition()}:{transcript.pk}:{transcript.current_id}:{digest}"


@once
def _edition() -> str:
    """A hash of the code and the templates that make the fragments, so that a new release does not use old ones."""
    digest = hashlib.sha256()
    for folder in _MAKERS:
        for file in sorted((settings.BASE_DIR / folder).glob("*.*")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _render(transcript: Transcript, version: Version, topics: Sequence[Topic]) -> Reading:
    names = transcript.names
    told = told_in(version, transcript.participants)
    segments = version.segments.spoken().values_list(
        "position", "start_ms", "end_ms", "speaker", "text", "words", "corrected_by", "corrected_at"
    )
    lines, utterances = [], []
    for position, start_ms, end_ms, speaker, text, words, by, at in segments.iterator():
        lines.append(Line(position, start_ms, end_ms, speaker, text, Edited(by, at) if by and at else None))
        utterances.append(Utterance(start_ms, end_ms, speaker, len(words)))
    said = Said(lines, names)
    return Reading(
        rows=_rows(lines, topics, names, transcript.language),
        lanes=_lanes(utterances, topics, names, transcript.duration_ms or 0),
        summary=_summary(transcript, version, said, told),
        aside=_aside(transcript, version, utterances, claims_by_topic(topics, told, said)),
    )


def _rows(lines: Sequence[Line], topics: Sequence[Topic], names: Mapping[int, str], language: str) -> SafeString:
    chapters = chapters_of(lines, [(topic.start_ms, topic.title) for topic in topics])
    return render_to_string(
        "transcripts/rows.html", {"chapters": chapters, "names": _Names(names), "language": language}
    )


def _lanes(
    utterances: Sequence[Utterance], topics: Sequence[Topic], names: Mapping[int, str], duration_ms: int
) -> SafeString:
    spans = spans_by_speaker(utterances)
    duration_ms = max([duration_ms, *(each.end_ms for each in utterances)])
    drawing = draw_lanes(spans, overlaps(spans.values()), [topic.start_ms for topic in topics], duration_ms=duration_ms)
    shares = {share.speaker: share for share in shares_of(utterances)}
    rows = [(lane, shares[lane.speaker], json.dumps(spans[lane.speaker])) for lane in drawing.lanes]
    return render_to_string(
        "transcripts/lanes.html",
        {"drawing": drawing, "rows": rows, "names": _Names(names), "duration_ms": duration_ms, "topics": topics},
    )


def _summary(transcript: Transcript, version: Version, said: Said, told: Summary) -> SafeString:
    context = {
        "summary": claims_in_short(transcript, told, said),
        "written": written_in(transcript),
        "short_summary": transcript.short_summary,
        "decisions": told.decisions,
        "language": _language_of(transcript, version),
    }
    return render_to_string("transcripts/summary.html", context)


def _aside(
    transcript: Transcript,
    version: Version,
    utterances: Sequence[Utterance],
    topics: Sequence[tuple[Topic, Sequence[Claim]]],
) -> SafeString:
    context: dict[str, Any] = {
        "topics": topics,
        "long_summary": "" if topics and "long_summary" not in transcript.written else transcript.long_summary,
        "written": written_in(transcript),
        "shares": shares_of(utterances),
        "left_out": _left_out(version),
        "names": _Names(transcript.names),
        "language": _language_of(transcript, version),
    }
    return render_to_string("transcripts/aside.html", context)


def _language_of(transcript: Transcript, version: Version) -> str:
    """The language that the summary is written in."""
    return version.chosen.language if version.chosen else transcript.language


def _left_out(version: Version) -> str:
    """How many words were heard and not believed; nothing for a version that was not put together here."""
    assembled: AssembleResult | None = version.steps.result_of(Step.Kind.ASSEMBLE)
    return sentence(assembled["dropped"]) if assembled else ""


class _Names(dict[int, str]):
    """Names for templates, which look them up with `names|of:speaker`: those without one are `Speaker N`."""

    def __missing__(self, speaker: int) -> str:
        return name_of(speaker, self)
