"""The application's side of the engine process: work handed in, news and results taken out, its death survived."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

from transcripts.speech.errors import EngineGoneError
from transcripts.speech.shapes import Request

PROJECT_ROOT = Path(__file__).resolve().parents[2]
_READ_BYTES = 1 << 16
_ENDING_S = 5


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """What the engine process is started with. `models_dir` holds the bundled model; `memory_mb` 0 sets no limit.

    `module` is the program that is run: it takes the same arguments and speaks the same lines.
    """

    models_dir: Path
    model: str = "base"
    device: str = "cpu"
    compute_type: str = "auto"
    workers: int = 1
    memory_mb: int = 0
    module: str = "transcripts.speech.child"


@dataclass(frozen=True, slots=True)
class Progressed:
    job: int
    fraction: float


@dataclass(frozen=True, slots=True)
class Finished:
    job: int
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """`reason` is a sentence for people; `passing` says whether trying again can help."""

    job: int
    reason: str
    passing: bool


Event: TypeAlias = Progressed | Finished | Failed


class EngineProcess:
    """One engine process, started at the first request and again at the first after its end.

    Start it from a thread that outlives the work, the main one: the kernel kills the process when that thread ends.
    Not safe to be used from several threads.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._config = config
        self._child: _Child | None = None
        self._jobs: set[int] = set()
        self._last_job = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.process.poll() is None

    @property
    def pid(self) -> int | None:
        return None if self._child is None else self._child.process.pid

    @property
    def workers(self) -> int:
        """How many jobs it does at once."""
        return self._config.workers

    @property
    def peak_mb(self) -> float:
        """The most memory the process has held so far, in MB; 0 when it does not run."""
        if self._child is None:
            return 0.0
        lines = Path(f"/proc/{self._child.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)

    @property
    def jobs(self) -> frozenset[int]:
        """Those handed in whose end was not yet reported."""
        return frozenset(self._jobs)

    def submit(self, request: Request) -> int:
        """Hand in work; returns its number, which events carry.

        Raises EngineGoneError when the process died and no poll has reported it yet.
        """
        if self._child is None:
            self._child = _Child(self._config)
        self._last_job += 1
        self._child.send({**request, "id": self._last_job})
        self._jobs.add(self._last_job)
        return self._last_job

    def cancel(self, job: int) -> None:
        """Give up a job; its failure is reported when it has stopped, which is after at most one batch."""
        if job in self._jobs and self._child is not None:
            self._child.send({"cancel": job})

    def poll(self, timeout_s: float) -> list[Event]:
        """What happened, waiting up to `timeout_s` for something. After a death every job of the process has failed."""
        if self._child is None:
            return []
        answers = self._child.answers(timeout_s)
        if answers is None:
            return self._buried(self._child)
        return [self._event(answer) for answer in answers]

    def kill(self) -> None:
        """End the process at once; the next poll reports what that took down."""
        if self._child is not None:
            self._child.process.kill()

    def close(self) -> None:
        """End the process without reports."""
        if self._child is not None:
            self._child.process.kill()
            self._child.end()
        self._child = None
        self._jobs.clear()

    def _event(self, answer: dict[str, Any]) -> Event:
        job = answer["id"]
        if "progress" in answer:
            return Progressed(job, answer["progress"])
        self._jobs.discard(job)
        if "result" in answer:
            return Finished(job, answer["result"])
        return Failed(job, answer["error"], answer["passing"])

    def _buried(self, child: "_Child") -> list[Event]:
        reason = _reason(child.end())
        failed: list[Event] = [Failed(job, reason, passing=True) for job in sorted(self._jobs)]
        self._child = None
        self._jobs.clear()
        return failed


class _Child:
    """The running process and its two pipes."""

    def __init__(self, config: EngineConfig) -> None:
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        try:
            self.process = subprocess.Popen(
                _command(config), cwd=PROJECT_ROOT, env=_environment(), stdin=requests, stdout=answers
            )
        except OSError:
            os.close(self._requests)
            os.close(self._answers)
            raise
        finally:
            os.close(requests)
            os.close(answers)
        self._partial = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._answers, selectors.EVENT_READ)

    def send(self, message: Mapping[str, object]) -> None:
        data = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while data:
                data = data[os.write(self._requests, data) :]
        except BrokenPipeError as error:
            raise EngineGoneError("The speech engine has ended; its work is reported as failed.") from error

    def answers(self, timeout_s: float) -> list[dict[str, Any]] | None:
        """Those that came, or None when there will be no more."""
        if not self._selector.select(timeout_s):
            return []
        data = os.read(self._answers, _READ_BYTES)
        if not data:
            return None
        *lines, self._partial = (self._partial + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> int:
        """Kill it if it still runs, and return how it ended: its exit code, or minus the signal."""
        self._selector.close()
        os.close(self._requests)
        os.close(self._answers)
        try:
            return self.process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def _command(config: EngineConfig) -> list[str]:
    options = {
        "models-dir": config.models_dir,
        "model": config.model,
        "device": config.device,
        "compute-type": config.compute_type,
        "workers": config.workers,
        "memory-mb": config.memory_mb,
        "parent": os.getpid(),
    }
    return [sys.executable, "-m", config.module, *(f"--{name}={value}" for name, value in options.items())]


def _environment() -> dict[str, str]:
    """Ours, but for two things: one memory arena for all threads keeps the peak down, and secrets stay here."""
    wanted = {
        name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)
    }
    return {**wanted, "MALLOC_ARENA_MAX": "1", "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}


_PASSED_ON = frozenset(
    {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "VIRTUAL_ENV", "PYTHONPATH"}
)
_PASSED_ON_PREFIXES = (
    "LC_",
    "CUDA_",
    "NVIDIA_",
    "HF_",
    "CT2_",
    "OPENBLAS_",
    "MKL_",
    "HTTP_",
    "HTTPS_",
    "NO_",
    "http_",
    "https_",
    "no_",
)


def _reason(code: int) -> str:
    if code >= 0:
        return f"The speech engine ended by itself with exit code {code}."
    name = signal.Signals(-code).name
    memory = " (out of memory?)" if name == "SIGKILL" else ""
    return f"The speech engine was killed by {name}{memory}."
