"""The engine process, `python -m transcripts.speech.child`: decoding and the model, away from the application.

Recordings come from strangers and the model takes memory, so both are in a process of its own that may crash, be
killed for memory or be stopped without harm. It is spoken to in JSON lines. Requests are those of `shapes` with an
`id`, or `{"cancel": id}`; answers are `{"id", "progress"}`, `{"id", "result"}` and `{"id", "error", "passing"}`.
As many requests are worked on at once as there are workers. It ends when its input closes or its parent dies.
"""

import argparse
import ctypes
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from transcripts.speech.device import AUTO, device_for, trouble_with_cards
from transcripts.speech.errors import CancelledError, ModelError, SpeechError
from transcripts.speech.hearing import transcribe_piece
from transcripts.speech.mix import MixedTrack, mix
from transcripts.speech.model_files import model_path
from transcripts.speech.spans import Span
from transcripts.speech.survey import survey
from transcripts.speech.whisper import ModelConfig, Recogniser

_PR_SET_PDEATHSIG = 1
_OOM_SCORE = "800"
_NEWS_EVERY_S = 0.5
_CANCELLED = "The work was cancelled."


class LazyModel:
    """The speech model, loaded when it is first needed: a silent recording never needs it."""

    def __init__(self, *, name: str, models_dir: Path, device: str, compute_type: str, workers: int) -> None:
        self._name, self._models_dir = name, models_dir
        self._device, self._compute_type, self._workers = device, compute_type, workers
        self._lock = threading.Lock()
        self._loaded: Recogniser | None = None

    def __call__(self) -> Recogniser:
        """The model. Raises ModelError."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Recogniser:
        path = model_path(self._name, self._models_dir)
        device = device_for(self._device, self._compute_type, trouble_with_cards)
        try:
            return Recogniser(
                ModelConfig(
                    path,
                    download_dir=str(self._models_dir),
                    device=device.name,
                    compute_type=device.compute_type,
                    workers=self._workers,
                )
            )
        except (RuntimeError, ValueError, OSError) as error:
            other = " Set WHISPER_COMPUTE_TYPE=auto, or to one that the device can do."
            raise ModelError(
                f"The speech model {self._name} cannot be loaded on {device.name} as {device.compute_type}: {error}"
                f"{other if 'compute type' in str(error) else ''}",
                passing="memory" in str(error),  # the library has no type of its own for it
            ) from error


class Server:
    """Requests in, answers out, as many at once as there are workers."""

    def __init__(self, model: LazyModel, *, workers: int, answers: IO[str]) -> None:
        self._model = model
        self._answers = answers
        self._writing = threading.Lock()
        self._cancelled: set[int] = set()
        self._taken: dict[int, Future[None]] = {}
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="speech")

    def serve(self, requests: IO[str]) -> None:
        """Take requests until there are no more; what is at work then is given up by the caller ending the process."""
        for line in requests:
            request = json.loads(line)
            if "cancel" in request:
                self._cancel(request["cancel"])
            else:
                self._taken[request["id"]] = self._pool.submit(self._answer, request)

    def _cancel(self, job: int) -> None:
        """Take a waiting job off the queue, or have one at work stop at its next report of progress."""
        taken = self._taken.get(job)
        if taken is not None and taken.cancel():
            self._send({"id": job, "error": _CANCELLED, "passing": False})
        else:
            self._cancelled.add(job)

    def _answer(self, request: dict[str, Any]) -> None:
        job = request["id"]
        try:
            self._send({"id": job, "result": self._work(request, self._news(job))})
        except SpeechError as error:
            self._send({"id": job, "error": str(error), "passing": error.passing})
        except MemoryError:
            self._send({"id": job, "error": "The speech engine ran out of memory.", "passing": True})
        except OSError as error:
            self._send({"id": job, "error": f"The speech engine could not read or write: {error}.", "passing": True})
        except Exception as error:  # noqa: BLE001 - one request must not end the others, and nobody else would report it
            self._send(
                {"id": job, "error": f"The speech engine failed: {type(error).__name__}: {error}", "passing": True}
            )
        finally:
            self._cancelled.discard(job)
            self._taken.pop(job, None)

    def _work(self, request: dict[str, Any], news: Callable[[float], None]) -> object:
        news(0.0)
        match request["do"]:
            case "survey":
                model = self._model if request.get("detect_language", True) else None
                return survey(Path(request["path"]), model, news)
            case "transcribe":
                return transcribe_piece(
                    Path(request["path"]),
                    [Span(*span) for span in request["voice"]],
                    self._model(),
                    news,
                    language=request["language"],
                    hotwords=request.get("hotwords", ""),
                )
            case "mix":
                tracks = [MixedTrack(Path(track["path"]), track["offset_ms"]) for track in request["tracks"]]
                return mix(tracks, Path(request["out"]), news)
            case other:
                raise SpeechError(f"The speech engine does not know how to {other}.")

    def _news(self, job: int) -> Callable[[float], None]:
        """A progress report that speaks at most twice a second, and ends the work when it was cancelled."""
        next_at = 0.0

        def report(fraction: float) -> None:
            nonlocal next_at
            if job in self._cancelled:
                raise CancelledError(_CANCELLED)
            now = time.monotonic()
            if now >= next_at:
                next_at = now + _NEWS_EVERY_S
                self._send({"id": job, "progress": round(fraction, 3)})

        return report

    def _send(self, answer: dict[str, object]) -> None:
        line = json.dumps(answer, ensure_ascii=False)
        with self._writing:
            self._answers.write(line + "\n")
            self._answers.flush()


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends; end now if that has happened."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def offer_to_the_oom_killer() -> None:
    """Have the kernel kill this process first when memory runs out, and not the application."""
    Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")


def limit_memory(megabytes: int) -> None:
    """Private memory that may be asked for; beyond it single requests fail. 0: no limit."""
    if megabytes:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def claim_stdout() -> IO[str]:
    """The real standard output, for answers alone; what else prints, C libraries too, goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The speech engine process; started by the application.")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default=AUTO)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--memory-mb", type=int, default=0)
    parser.add_argument("--parent", type=int, required=True)
    return parser.parse_args()


def main() -> None:
    arguments = parsed_arguments()
    answers = claim_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(arguments.parent)
    offer_to_the_oom_killer()
    limit_memory(arguments.memory_mb)
    model = LazyModel(
        name=arguments.model,
        models_dir=arguments.models_dir,
        device=arguments.device,
        compute_type=arguments.compute_type,
        workers=arguments.workers,
    )
    Server(model, workers=arguments.workers, answers=answers).serve(sys.stdin)
    os._exit(0)


if __name__ == "__main__":
    main()
