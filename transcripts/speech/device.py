"""Where the speech model computes: on the processor, or on a graphics card that can really be used.

CTranslate2 needs NVIDIA's driver and, of CUDA 12, the library cuBLAS alone. It looks for that only when it first
computes, in the middle of a piece; here it is looked for before the model is loaded, also among Python's packages.
"""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import ctranslate2

from transcripts.speech.errors import ModelError

AUTO = "auto"
_COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}
_CUBLAS = ("libcublasLt.so.12", "libcublas.so.12")
_GO_WITHOUT = "or set WHISPER_DEVICE=cpu. Then restart the speech workers."


@dataclass(frozen=True, slots=True)
class Device:
    """`cpu` or `cuda`, and one of CTranslate2's compute types."""

    name: str
    compute_type: str


def device_for(device: str, compute_type: str, trouble: Callable[[], str]) -> Device:
    """What is meant by WHISPER_DEVICE and WHISPER_COMPUTE_TYPE, either of which may be `auto`.

    `trouble` is asked what keeps a graphics card from being used, "" for nothing, and only when one is wanted. Raises
    ModelError, with what to do, when one is needed and cannot be used.
    """
    name = device
    if device != "cpu":
        reason = trouble()
        if reason and device == "cuda":
            raise ModelError(f"WHISPER_DEVICE=cuda, but no graphics card can be used: {reason}, {_GO_WITHOUT}")
        name = "cpu" if reason else "cuda"
    return Device(name, _COMPUTE_TYPES[name] if compute_type == AUTO else compute_type)


def trouble_with_cards() -> str:
    """What keeps this process from using a graphics card, and how to mend it; empty when nothing does."""
    if not ctranslate2.get_cuda_device_count():
        return (
            f"{_complaint_of_cuda()}. See that nvidia-smi shows a card here (a container needs --gpus all) and that "
            "its driver is of CUDA 12 or later"
        )
    if not _load(_CUBLAS):
        return (
            f"{_CUBLAS[-1]} is not found. Install it with pip install nvidia-cublas-cu12, or name the folder it is in "
            "in LD_LIBRARY_PATH"
        )
    return ""


def _complaint_of_cuda() -> str:
    try:
        ctranslate2.get_supported_compute_types("cuda")
    except (RuntimeError, ValueError) as error:
        return str(error).rstrip(".")
    return "there is none"


def _load(libraries: tuple[str, ...]) -> bool:
    """Load them into this process, where CTranslate2 then finds them by their names."""
    return all(any(_loaded(place) for place in (library, *_among_packages(library))) for library in libraries)


def _among_packages(library: str) -> Iterator[str]:
    """Where NVIDIA's own Python packages would have put it."""
    spec = find_spec("nvidia")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield str(Path(folder) / "cublas" / "lib" / library)


def _loaded(place: str) -> bool:
    try:
        ctypes.CDLL(place, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
