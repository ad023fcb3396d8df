"""A sound that browsers play."""

import math
import struct
import wave
from io import BytesIO

LENGTH_S = 60


def a_tone() -> bytes:
    """A minute of a quiet tone as WAV; browsers tell the kind of audio by its content."""
    rate = 8000
    samples = (int(800 * math.sin(2 * math.pi * 220 * at / rate)) for at in range(rate * LENGTH_S))
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()
