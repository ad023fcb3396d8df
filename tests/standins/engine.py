"""A stand-in for the engine process: the same arguments and lines, no model. `python -m tests.standins.engine`.

A track is a small JSON file that says what shall happen: {"seconds": 60, "pace_s": 0.2} is a minute of voice in pieces
that take 0.2 s each. {"does": "hang"}, "segfault" or "eat" (memory without end) as it is transcribed. Every job that
begins is a line in `engine.log` beside the folder of models, so that what was done twice can be counted.
"""

import ctypes
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from transcripts.speech.child import claim_stdout, die_with_parent, limit_memory, parsed_arguments

VOICE_MS = 5_000
PAUSE_MS = 1_000


class StandInEngine:
    """As many jobs at once as there are workers; each takes the time its track says."""

    def __init__(self, log: Path, answers: IO[str], *, workers: int) -> None:
        self._log = log
        self._answers = answers
        self._writing = threading.Lock()
        self._pool = ThreadPoolExecutor(workers)

    def serve(self, requests: IO[str]) -> None:
        for line in requests:
            request = json.loads(line)
            if "cancel" not in request:
                self._pool.submit(self._work, request)

    def _work(self, request: dict[str, Any]) -> None:
        job = request["id"]
        self._answer({"id": job, "progress": 0.0})
        try:
            result = getattr(self, f"_{request['do']}")(job, request)
        except ValueError as error:
            self._answer({"id": job, "error": f"The track cannot be read: {error}", "passing": False})
        except OSError as error:
            reason = f"The speech engine could not read or write: {error}."
            self._answer({"id": job, "error": reason, "passing": True})
        except MemoryError:
            self._answer({"id": job, "error": "The speech engine ran out of memory.", "passing": True})
        else:
            self._answer({"id": job, "result": result})

    def _survey(self, job: int, request: dict[str, Any]) -> dict[str, Any]:
        track = json.loads(Path(request["path"]).read_text())
        end_ms = track["seconds"] * 1000
        voice = [[at, at + VOICE_MS] for at in range(0, end_ms, VOICE_MS + PAUSE_MS)]
        return {
            "first_packet_ms": 0,
            "last_packet_ms": end_ms,
            "islands": [[0, end_ms]],
            "voice": voice,
            "speech_ms": VOICE_MS * len(voice),
            "languages": {"en": 1.0},
            "container": "stand-in",
            "warnings": [],
        }

    def _transcribe(self, job: int, request: dict[str, Any]) -> dict[str, Any]:
        track = json.loads(Path(request["path"]).read_text())
        self._note(f"{request['path']} {request['voice'][0][0]}")
        _misbehave(track.get("does", ""))
        deadline = time.monotonic() + track["pace_s"]
        while time.monotonic() < deadline:
            time.sleep(min(0.2, track["pace_s"]))
            self._answer({"id": job, "progress": 0.5})
        words = [[start, end, f" word{start}.", 1.0, -20.0] for start, end in request["voice"]]
        return {
            "words": words,
            "dropped": {"no_voice": 0, "loop": 0},
            "language": "en",
            "speech_ms": VOICE_MS * len(words),
            "wall_ms": round(track["pace_s"] * 1000),
        }

    def _mix(self, job: int, request: dict[str, Any]) -> dict[str, Any]:
        tracks = [json.loads(Path(track["path"]).read_text()) for track in request["tracks"]]
        out = Path(request["out"])
        building = out.with_suffix(".building")
        try:
            building.write_bytes(b"sound")
            building.replace(out)
        finally:
            building.unlink(missing_ok=True)
        return {"duration_ms": max(track["seconds"] for track in tracks) * 1000, "warnings": []}

    def _answer(self, answer: dict[str, Any]) -> None:
        with self._writing:
            self._answers.write(json.dumps(answer) + "\n")
            self._answers.flush()

    def _note(self, line: str) -> None:
        descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, f"{line}\n".encode())
        os.close(descriptor)


def _misbehave(does: str) -> None:
    if does == "hang":
        threading.Event().wait()
    if does == "segfault":
        ctypes.string_at(0)
    if does == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(64 << 20))


def main() -> None:
    arguments = parsed_arguments()
    answers = claim_stdout()
    die_with_parent(arguments.parent)
    limit_memory(arguments.memory_mb)
    log = arguments.models_dir.parent / "engine.log"
    StandInEngine(log, answers, workers=arguments.workers).serve(sys.stdin)
    os._exit(0)


if __name__ == "__main__":
    main()
