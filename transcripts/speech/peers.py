"""faster-whisper's own two pipelines as its README shows them, to measure this engine against.

`python -m transcripts.speech.peers plain|batched --model FOLDER FILE...` prints one line of JSON: seconds taken without
loading the model, peak memory in MB, and the words of each file as [start_ms, end_ms, text].
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, TypedDict

from faster_whisper import BatchedInferencePipeline, WhisperModel

from transcripts.speech.device import AUTO, device_for, trouble_with_cards

PEERS = ("plain", "batched")


class PeerResult(TypedDict):
    wall_s: float
    peak_mb: float
    tracks: list[list[tuple[int, int, str]]]


def run(peer: str, model: WhisperModel, paths: Iterable[str], language: str) -> PeerResult:
    """Transcribe the files one after the other with everything at its default but word times, and VAD for both."""
    hear: Callable[..., Any] = model.transcribe if peer == "plain" else BatchedInferencePipeline(model).transcribe
    begun = time.monotonic()
    tracks = []
    for path in paths:
        segments, _ = hear(path, language=language or None, vad_filter=True, word_timestamps=True)
        tracks.append(
            [
                (round(word.start * 1000), round(word.end * 1000), word.word)
                for segment in segments
                for word in segment.words or ()
            ]
        )
    return PeerResult(
        wall_s=time.monotonic() - begun,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        tracks=tracks,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Run one of faster-whisper's own pipelines.")
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default=AUTO)
    parser.add_argument("--language", default="")
    arguments = parser.parse_args()
    device = device_for(arguments.device, arguments.compute_type, trouble_with_cards)
    model = WhisperModel(arguments.model, device=device.name, compute_type=device.compute_type)
    json.dump(run(arguments.peer, model, arguments.files, arguments.language), sys.stdout)


if __name__ == "__main__":
    main()
