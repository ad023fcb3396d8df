"""WebM files written packet by packet, as a recorder writes them live: no lengths, no index, and any packet times."""

import struct
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

RATE = 48_000
PACKET_MS = 20
_UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"
_OPUS_HEAD = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, RATE, 0, 0)
_LONGEST_CLUSTER_MS = 30_000


def opus_packets(samples: NDArray[np.float32]) -> list[bytes]:
    """48 kHz mono samples as Opus packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate = RATE
    encoder.layout = "mono"
    encoder.format = "flt"
    encoder.bit_rate = 32_000
    frame = AudioFrame.from_ndarray(samples[None].astype(np.float32), format="flt", layout="mono")
    frame.sample_rate = RATE
    return [bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None))]


def packets_of(path: Path) -> list[tuple[int, bytes]]:
    """The packets of a file with their times in ms."""
    with av.open(str(path)) as container:
        return [
            (round(packet.pts * packet.time_base * 1000), bytes(packet))
            for packet in container.demux(container.streams.audio[0])
            if packet.size and packet.pts is not None and packet.time_base is not None
        ]


def write_webm(path: Path, packets: Iterable[tuple[int, bytes]]) -> Path:
    """A file of (time in ms, Opus packet), written as given: with gaps, and backwards if need be."""
    track = _element(0xD7, b"\x01") + _element(0x73C5, b"\x01") + _element(0x83, b"\x02")
    track += _element(0x86, b"A_OPUS") + _element(0x56AA, struct.pack(">I", 6_500_000)) + _element(0x63A2, _OPUS_HEAD)
    track += _element(0xE1, _element(0xB5, struct.pack(">d", RATE)) + _element(0x9F, b"\x01"))
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    info = _element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(3, "big")))
    path.write_bytes(
        head + b"\x18\x53\x80\x67" + _UNKNOWN + info + _element(0x1654AE6B, _element(0xAE, track)) + _clusters(packets)
    )
    return path


def _clusters(packets: Iterable[tuple[int, bytes]]) -> bytes:
    out = bytearray()
    begun: int | None = None
    for at_ms, packet in packets:
        if begun is None or not 0 <= at_ms - begun < _LONGEST_CLUSTER_MS:
            begun = at_ms
            out += b"\x1f\x43\xb6\x75" + _UNKNOWN + _element(0xE7, begun.to_bytes(8, "big"))
        out += _element(0xA3, b"\x81" + struct.pack(">h", at_ms - begun) + b"\x80" + packet)
    return bytes(out)


def _element(name: int, body: bytes) -> bytes:
    return name.to_bytes(-(-name.bit_length() // 8), "big") + (len(body) | 1 << 56).to_bytes(8, "big") + body
