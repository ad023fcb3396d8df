"""`manage.py benchmark_transcription`: this engine against faster-whisper's own pipelines, same files, same model."""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meetings.platforms.daily.names import parse_track_name
from transcripts.engine_settings import engine_config
from transcripts.speech.decode import Track
from transcripts.speech.engine_process import EngineProcess
from transcripts.speech.errors import SpeechError
from transcripts.speech.model_files import model_path
from transcripts.speech.peers import PEERS, PeerResult
from transcripts.speech.recording import HeardRecording, RecordedTrack, hear_recording, load_model
from transcripts.speech.scoring import Truth, score
from transcripts.text.words import Word

OURS = "reflector"


@dataclass(frozen=True, slots=True)
class Run:
    """One contestant's go at all files. `busy_in_model` is the share of the workers' time spent in the model."""

    name: str
    wall_s: float
    peak_mb: float
    tracks: tuple[tuple[Word, ...], ...]
    busy_in_model: float | None = None


class Command(BaseCommand):
    """Contestants take turns, so that what else the machine does slows all of them alike."""

    help = "Measure this engine against faster-whisper's own pipelines on the tracks of a folder."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="raw tracks, and truth.json for word error rate and offsets")
        parser.add_argument("--against", default=",".join(PEERS), help="plain, batched or both; default: %(default)s")
        parser.add_argument("--rounds", type=int, default=1, help="how often each takes its turn; the best counts")
        parser.add_argument("--language", default="", help="the same for all; found out by each when not given")

    def handle(self, *_: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        peers = [name for name in options["against"].split(",") if name]
        if unknown := set(peers) - set(PEERS):
            raise CommandError(f"There is no pipeline {', '.join(sorted(unknown))}: give {' or '.join(PEERS)}.")
        truth = _truth(folder)
        paths = [folder / track for track in truth["tracks"]] if truth else _tracks(folder)
        if options["rounds"] < 1:
            raise CommandError("Give at least one round.")
        runs: list[Run] = []
        for number in range(options["rounds"]):
            for name in (OURS, *peers):
                self.stderr.write(f"Round {number + 1}: {name}")
                runs.append(_run(name, paths, options["language"]))
        self.stdout.write(table([_best(runs, name) for name in (OURS, *peers)], paths, truth))


def _truth(folder: Path) -> Truth | None:
    file = folder / "truth.json"
    return cast("Truth", json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def _tracks(folder: Path) -> list[Path]:
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if (parsed := parse_track_name(path.name)) is not None and parsed.is_audio and path.is_file()
    ]
    if not found:
        raise CommandError(f"{folder} holds no raw audio tracks.")
    return found


def _run(name: str, paths: Sequence[Path], language: str) -> Run:
    return _ours(paths, language) if name == OURS else _peer(name, paths, language)


def _ours(paths: Sequence[Path], language: str) -> Run:
    try:
        with EngineProcess(engine_config()) as engine:
            load_model(engine)
            begun = time.monotonic()
            heard = hear_recording(
                [RecordedTrack(path) for path in paths], engine, language=language, news=lambda stage, fraction: None
            )
            wall_s = time.monotonic() - begun
            peak_mb = engine.peak_mb
    except SpeechError as error:
        raise CommandError(str(error)) from error
    return Run(OURS, wall_s, peak_mb, tuple(track.words for track in heard.tracks), _busy_in_model(heard))


def _busy_in_model(heard: HeardRecording) -> float:
    busy_ms = sum(track.wall_ms for track in heard.tracks)
    return sum(track.model_ms for track in heard.tracks) / busy_ms if busy_ms else 0.0


def _peer(name: str, paths: Sequence[Path], language: str) -> Run:
    command = [
        sys.executable,
        *("-m", "transcripts.speech.peers", name, *map(str, paths)),
        f"--model={model_path(settings.WHISPER_MODEL, settings.DATA_DIR / 'models')}",
        f"--device={settings.WHISPER_DEVICE}",
        f"--compute-type={settings.WHISPER_COMPUTE_TYPE}",
        f"--language={language}",
    ]
    done = subprocess.run(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise CommandError(f"The {name} pipeline of faster-whisper ended with exit code {done.returncode}.")
    result = cast("PeerResult", json.loads(done.stdout))
    return Run(
        f"faster-whisper {name}",
        result["wall_s"],
        result["peak_mb"],
        tuple(tuple(Word(*row) for row in track) for track in result["tracks"]),
    )


def _best(runs: Sequence[Run], name: str) -> Run:
    return min((run for run in runs if run.name.endswith(name)), key=lambda run: run.wall_s)


def table(runs: Sequence[Run], paths: Sequence[Path], truth: Truth | None) -> str:
    """One line per contestant; the ratio is how many times longer than the first it takes."""
    audio_s = sum(map(_length_s, paths))
    lines = [f"{len(paths)} tracks, {audio_s:.0f} s in all", _HEAD, _RULE]
    for run in runs:
        quality = _quality(run, truth) if truth else _NO_TRUTH
        inside = "" if run.busy_in_model is None else f"{run.busy_in_model:.0%}"
        lines.append(
            f"| {run.name} | {run.wall_s:.1f} | {audio_s / run.wall_s:.1f} | {run.wall_s / runs[0].wall_s:.2f} "
            f"| {run.peak_mb:.0f} | {inside} | {quality} |"
        )
    return "\n".join(lines)


_HEAD = (
    "| engine | wall s | times real time | ratio | peak MB | in model "
    "| WER % | first words off, median ms | p95 ms | within 0.5 s % |"
)
_RULE = "|---|---|---|---|---|---|---|---|---|---|"
_NO_TRUTH = " |  |  | "


def _quality(run: Run, truth: Truth) -> str:
    result = score(truth, dict(enumerate(run.tracks)))
    return (f"{result.error_rate:.2%} | {result.median_ms} | {result.p95_ms} | {result.share_within(500):.1%}").replace(
        "%", ""
    )


def _length_s(path: Path) -> float:
    """From the clock's zero to the end of the last packet."""
    with Track(path) as track:
        return (track.read_packets() or 0) / 1000
