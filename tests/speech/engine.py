"""An engine process to test with, and waiting for what it says."""

import time
from collections.abc import Callable
from typing import TypeVar

from reflector_site.settings import DATA_DIR
from transcripts.speech.engine_process import EngineConfig, EngineProcess, Event

MODELS = DATA_DIR / "models"
E = TypeVar("E", bound=Event)


def config(
    *, workers: int = 2, model: str = "base", memory_mb: int = 0, device: str = "cpu", compute_type: str = "auto"
) -> EngineConfig:
    return EngineConfig(
        models_dir=MODELS,
        model=model,
        device=device,
        compute_type=compute_type,
        workers=workers,
        memory_mb=memory_mb,
    )


def wait_for(engine: EngineProcess, kind: type[E], *, job: int, timeout_s: float = 120) -> E:
    """The first event of this kind about this job."""
    give_up_at = time.monotonic() + timeout_s
    seen: list[Event] = []
    while time.monotonic() < give_up_at:
        for event in engine.poll(0.2):
            seen.append(event)
            if isinstance(event, kind) and event.job == job:
                return event
    raise AssertionError(f"no {kind.__name__} of job {job} within {timeout_s} s, only {seen}")


def wait_until(condition: Callable[[], bool], *, timeout_s: float = 20) -> None:
    give_up_at = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > give_up_at:
            raise AssertionError("it did not happen")
        time.sleep(0.02)
