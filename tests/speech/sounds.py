"""Sounds to make tracks of, and the files they come in."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from tests.speech.webm import PACKET_MS, RATE, opus_packets, write_webm

Sound = NDArray[np.float32]
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
LAUNCH = FIXTURES / "meetings" / "launch"
LAUNCH_LONG = FIXTURES / "meetings" / "launch_long"


def tone(seconds: float, *, hertz: float = 440.0, level: float = 0.3) -> Sound:
    times = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def noise(seconds: float, *, dbfs: float, seed: int = 7) -> Sound:
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (samples * 10 ** (dbfs / 20)).astype(np.float32)


def hum(seconds: float) -> Sound:
    """Mains hum: 50 Hz and its first harmonics."""
    return sum((tone(seconds, hertz=50 * n, level=0.05 / n) for n in (1, 2, 3, 4)), silence(seconds))


def breath(seconds: float, *, seed: int = 7) -> Sound:
    """Somebody breathing close to the microphone, once in four seconds: hiss that swells and falls, in and out."""
    hiss = noise(seconds, dbfs=-20, seed=seed)
    smooth = np.convolve(hiss, np.ones(12) / 12, mode="same")
    swell = np.clip(np.sin(2 * np.pi * np.arange(len(hiss)) / RATE / 2), 0, None) ** 2
    return np.asarray(smooth * swell, np.float32)


def music(seconds: float, *, seed: int = 7) -> Sound:
    """A tune over chords with a beat: notes of a plucked string, two in a second, and a drum on each."""
    random = np.random.default_rng(seed)
    every = RATE // 2
    times = np.arange(every) / RATE
    fade = np.exp(-times * 5)
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    notes = []
    for number in range(round(seconds * RATE) // every):
        root = scale[(0, 3, 4, 0)[number // 8 % 4]]
        pitches = [root / 2, root, root * 1.26, root * 1.5, 2 * random.choice(scale)]
        strings = sum(np.sin(2 * np.pi * pitch * k * times) / k for pitch in pitches for k in (1, 2, 3, 4))
        drum = random.standard_normal(every) * np.exp(-times * 60)
        notes.append(0.05 * strings * fade + 0.1 * drum)
    return np.concatenate(notes).astype(np.float32)


def clicks(seconds: float, *, per_second: float = 5.0, seed: int = 7) -> Sound:
    """Somebody typing: short decaying bursts of noise at uneven times, some louder than others."""
    random = np.random.default_rng(seed)
    samples = noise(seconds, dbfs=-65)
    burst = np.exp(-np.arange(RATE // 50) / (RATE / 400)) * random.standard_normal(RATE // 50)
    for at in random.uniform(0, seconds - 0.1, round(seconds * per_second)):
        begin = round(at * RATE)
        samples[begin : begin + len(burst)] += (burst * random.uniform(0.02, 0.3)).astype(np.float32)
    return samples


def track(path: Path, stretches: Sequence[tuple[int, Sound]]) -> Path:
    """A raw track of sounds that begin at the given ms; nothing is written between them."""
    packets = [
        (start_ms + number * PACKET_MS, packet)
        for start_ms, sound in stretches
        for number, packet in enumerate(opus_packets(sound))
    ]
    return write_webm(path, packets)


def encoded(path: Path, sound: Sound, *, form: str, codec: str, rate: int = RATE) -> Path:
    """The sound in a file of another kind, at its own rate."""
    with av.open(str(path), "w", format=form) as container:
        stream = cast("AudioStream", container.add_stream(codec, rate=rate, layout="mono"))
        frame = AudioFrame.from_ndarray((sound[None] * 32767).astype(np.int16), format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
