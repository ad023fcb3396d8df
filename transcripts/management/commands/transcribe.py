"""`manage.py transcribe`: audio files or a folder of raw tracks to a transcript on standard output."""

import json
import os
import resource
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meetings.platforms.daily.names import parse_track_name
from rooms.glossary import hotwords, terms_in
from rooms.languages import language_error
from transcripts.engine_settings import engine_config
from transcripts.speech import left_out
from transcripts.speech.bleed import WithoutBleed, without_bleed
from transcripts.speech.engine_process import EngineProcess
from transcripts.speech.errors import SpeechError
from transcripts.speech.recording import HeardRecording, RecordedTrack, hear_recording
from transcripts.speech.spans import total_ms
from transcripts.text.formats import json_document, render_srt, render_text
from transcripts.text.segments import segments_of
from transcripts.text.speakers import Person, Speakers, TrackName, names_in, speakers_of
from transcripts.text.webvtt import render_webvtt
from transcripts.text.words import speaker_streams

FORMATS = ("vtt", "srt", "txt", "json")
_NEWS_EVERY_S = 5.0
_INTERRUPTED = 130  # what a shell says of a command ended by Ctrl-C


@dataclass(frozen=True, slots=True)
class Source:
    """A file to transcribe: when it begins by its name, and who is heard in it."""

    path: Path
    name: TrackName
    person: Person
    name_offset_ms: int | None = None


class Command(BaseCommand):
    """Needs neither the database nor Daily."""

    help = "Transcribe audio files, or a folder of Daily raw tracks, to standard output."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="audio files or folders of raw tracks")
        parser.add_argument("--format", choices=FORMATS, default="vtt")
        parser.add_argument("--language", default="", help="two letters, such as en; found out when not given")
        parser.add_argument(
            "--glossary",
            action="append",
            default=[],
            type=readable,
            metavar="WORDS",
            help="names and special words to listen for, with commas between them; may be given several times",
        )
        parser.add_argument("--model", default=settings.WHISPER_MODEL, help="a folder or a name; default: %(default)s")

    def handle(self, *_: Any, **options: Any) -> None:
        begun = time.monotonic()
        if wrong := language_error(options["language"]):
            raise CommandError(wrong)
        sources = sources_of(options["paths"])
        try:
            with EngineProcess(engine_config(options["model"])) as engine:
                heard = hear_recording(
                    [RecordedTrack(source.path, source.name_offset_ms) for source in sources],
                    engine,
                    language=options["language"],
                    hotwords=hotwords(terms_in(",".join(options["glossary"]))),
                    news=News(),
                )
        except SpeechError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted.", returncode=_INTERRUPTED) from error
        speakers = speakers_of(
            [source.name for source in sources], {source.name.participant_id: source.person for source in sources}
        )
        said = without_bleed(
            speaker_streams(
                (speaker, track.words) for speaker, track in zip(speakers.of_tracks, heard.tracks, strict=True)
            )
        )
        self._say_what_is_wrong(sources, heard, said)
        wall_s = time.monotonic() - begun
        self.stdout.write(document(speakers, said, heard, form=options["format"], wall_s=wall_s), ending="")

    def _say_what_is_wrong(self, sources: list[Source], heard: HeardRecording, said: WithoutBleed) -> None:
        """Warnings to standard error. Raises CommandError when no track could be transcribed."""
        for source, track in zip(sources, heard.tracks, strict=True):
            for sentence in filter(None, (*track.warnings, track.error)):
                self.stderr.write(f"{source.path}: {sentence}")
        for sentence in filter(None, (*heard.warnings, left_out.sentence(_dropped(heard, said)))):
            self.stderr.write(sentence)
        if all(track.error for track in heard.tracks):
            raise CommandError("None of the tracks could be transcribed.")


def readable(name: str) -> str:
    """What the shell gave, which may be any bytes, as text that can be written down."""
    return os.fsencode(name).decode(errors="replace")


class News:
    """Progress on standard error: one line that changes on a terminal, a line every few seconds elsewhere."""

    def __init__(self) -> None:
        self._last = ""
        self._next_at = 0.0

    def __call__(self, stage: str, fraction: float) -> None:
        line = f"{stage} {fraction:.0%}"
        now = time.monotonic()
        if line == self._last or (now < self._next_at and fraction < 1):
            return
        self._last = line
        on_terminal = sys.stderr.isatty()
        self._next_at = now + (0.0 if on_terminal else _NEWS_EVERY_S)
        unfinished = on_terminal and fraction < 1
        sys.stderr.write(f"\r{line}" if unfinished else f"\r{line}\n" if on_terminal else f"{line}\n")
        sys.stderr.flush()


def sources_of(paths: list[Path]) -> list[Source]:
    """What to transcribe, in order of speakers. Raises CommandError with a sentence when that is nothing or unclear."""
    sources = [source for path in paths for source in (_in_folder(path) if path.is_dir() else [_of_file(path)])]
    starts = {
        parsed.recording_start_ms for source in sources if (parsed := parse_track_name(source.path.name)) is not None
    }
    if len(starts) > 1:
        first = sources[0].path
        raise CommandError(
            f"These are tracks of {len(starts)} recordings, which begin at {', '.join(map(str, sorted(starts)))}. "
            f"Give the tracks of one, for instance {first.parent}/{first.name.partition('-')[0]}-*."
        )
    return sources


def _in_folder(folder: Path) -> list[Source]:
    found = []
    for path in folder.rglob("*"):
        parsed = parse_track_name(path.name)
        if parsed is not None and parsed.is_audio and path.is_file():
            found.append((parsed.track_start_ms, path))
    if not found:
        raise CommandError(f"{folder} holds no raw audio tracks. Single audio files are given by their own names.")
    return [_of_file(path) for _, path in sorted(found)]


def _of_file(path: Path) -> Source:
    if not path.exists():
        raise CommandError(f"{path} does not exist.")
    parsed = parse_track_name(path.name)
    if parsed is None:
        return Source(path, TrackName(readable(str(path)), "cam-audio"), Person(name=readable(path.stem)))
    offset_ms = parsed.track_start_ms - parsed.recording_start_ms
    return Source(path, TrackName(parsed.participant_id, parsed.media), Person(), offset_ms)


def _dropped(heard: HeardRecording, said: WithoutBleed) -> dict[str, int]:
    return {
        "no_voice": sum(track.dropped["no_voice"] for track in heard.tracks),
        "loop": sum(track.dropped["loop"] for track in heard.tracks),
        "bleed": sum(map(len, said.left_out.values())),
    }


def document(speakers: Speakers, said: WithoutBleed, heard: HeardRecording, *, form: str, wall_s: float) -> str:
    """The transcript in one of FORMATS."""
    names = names_in(speakers.participants)
    segments = segments_of(said.streams)
    match form:
        case "vtt":
            return render_webvtt(segments, names)
        case "srt":
            return render_srt(segments, names)
        case "txt":
            return render_text(segments, names, times=True)
    whole = json_document(
        segments,
        speakers.participants,
        duration_ms=max(track.end_ms for track in heard.tracks),
        language=heard.choice.language,
        stats=_stats(heard, wall_s),
    )
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _stats(heard: HeardRecording, wall_s: float) -> dict[str, float]:
    """Audio is what all tracks hold, without the gaps between packets; memory is the peak of both processes."""
    peaks_kb = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "audio_seconds": sum(total_ms(track.islands) for track in heard.tracks) / 1000,
        "speech_seconds": sum(track.speech_ms for track in heard.tracks) / 1000,
        "wall_seconds": round(wall_s, 3),
        "peak_rss_mb": round(peaks_kb / 1024, 1),
    }
