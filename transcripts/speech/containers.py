"""What kind of file something is, told by its first bytes: names and content types of recordings say little."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from transcripts.speech.errors import UnreadableTrackError


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file: our name for it, the demuxer to force, and the format names that may be opened for it."""

    label: str
    demuxer: str
    formats: str


WEBM = Container("WebM", "matroska", "matroska,webm")
OGG = Container("Ogg", "ogg", "ogg")
MP4 = Container("MP4", "mp4", "mov,mp4,m4a,3gp,3g2,mj2")
WAV = Container("WAV", "wav", "wav")
FLAC = Container("FLAC", "flac", "flac")
MP3 = Container("MP3", "mp3", "mp3")
AAC = Container("AAC", "aac", "aac")

_KINDS = "WebM, Ogg, MP4, AAC, WAV, FLAC or MP3"
_HEAD_BYTES = 64
_UNKNOWN_SIZE_BYTES = 12
_SEGMENT_ID = b"\x18\x53\x80\x67"
_CLUSTER_ID = b"\x1f\x43\xb6\x75"
_UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
_LONGEST_HEADER = 65_536
_BLOCK_IDS = (b"\xa3", b"\xa1")
_BLOCK_HEAD_BYTES = 4
_LONGEST_ELEMENT_HEAD = 12
_MOST_LOOKED_AT = 10_000


def container_of(file: BinaryIO, *, name: str) -> Container:
    """The kind of the file, which is left at its beginning. Raises UnreadableTrackError on what is not audio."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if not head:
        raise UnreadableTrackError(f"{name} is empty.")
    found = _by_magic(head)
    if found is None:
        raise UnreadableTrackError(f"{name} is not audio of a kind that is read here: {_KINDS}.")
    return found


def _by_magic(head: bytes) -> Container | None:
    for magic, container in ((b"\x1a\x45\xdf\xa3", WEBM), (b"OggS", OGG), (b"fLaC", FLAC), (b"ID3", MP3)):
        if head.startswith(magic):
            return container
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[4:8] == b"ftyp":
        return MP4
    return _by_frame_sync(head)


def _by_frame_sync(head: bytes) -> Container | None:
    """Streams without a header begin with eleven or twelve one-bits; the layer bits tell AAC (00) from MP3 (01)."""
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    layer = head[1] >> 1 & 0b11
    if layer == 0b00:
        return AAC if head[1] & 0xF0 == 0xF0 else None
    return MP3 if layer == 0b01 else None


def ends_early(file: BinaryIO, container: Container) -> bool:
    """Whether a WebM file is shorter than its own header says; one written live does not say.

    Leaves the file at its beginning.
    """
    if container is not WEBM:
        return False
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    at = head.find(_SEGMENT_ID)
    if at < 0:
        return False
    length, width = _element_size(head[at + 4 : at + _UNKNOWN_SIZE_BYTES])
    return length is not None and at + 4 + width + length > size


def breaks_off(file: BinaryIO, last_packet: tuple[int, int] | None) -> bool:
    """Whether a WebM file ends within one of its elements, as one does that was written live and is cut off.

    `last_packet` is where the last whole packet lies in it and how many bytes it has; None: it has none. A cut between
    two elements cannot be seen, which one in a hundred is: a packet of Opus has about so many bytes. Leaves the file at
    its end.
    """
    size = file.seek(0, 2)
    at = _segment_start(file) if last_packet is None else _end_of_block(file, *last_packet)
    looked_at = 0
    while at is not None and at < size and looked_at < _MOST_LOOKED_AT:
        at = _next_element(file, at)
        looked_at += 1
    file.seek(size)
    return at is not None and at > size


def _segment_start(file: BinaryIO) -> int | None:
    file.seek(0)
    at = file.read(4096).find(_SEGMENT_ID)
    return None if at < 0 else at


def _end_of_block(file: BinaryIO, at: int, length: int) -> int | None:
    """Where the block ends that holds this packet and nothing else; None where that is not what stands before it."""
    begin = max(0, at - _UNKNOWN_SIZE_BYTES)
    file.seek(begin)
    before = file.read(at - begin)
    length += _BLOCK_HEAD_BYTES
    sizes = ((length | 1 << 7 * width).to_bytes(width, "big") for width in range(1, 9) if length < (1 << 7 * width) - 1)
    return at + length if before.endswith(tuple(name + size for size in sizes for name in _BLOCK_IDS)) else None


def _next_element(file: BinaryIO, at: int) -> int | None:
    """Where the element that begins here ends, or where those within it begin if its size is unknown; None when there
    is no element.
    """
    file.seek(at)
    head = file.read(_LONGEST_ELEMENT_HEAD)
    name_width = 9 - head[0].bit_length()
    if name_width > 4:
        return None
    data = head[name_width:]
    if data and not data[0]:
        return None
    width = 9 - data[0].bit_length() if data else 1
    if len(data) < width:
        return at + name_width + width
    length, _ = _element_size(data)
    return at + name_width + width + (length or 0)


def with_empty_cluster(file: BinaryIO) -> BinaryIO | None:
    """A WebM file in which nothing follows the header, made readable; None when it is too long to be one.

    A microphone that was muted throughout leaves such a file, which the demuxer takes for a damaged one.
    """
    file.seek(0)
    header = file.read(_LONGEST_HEADER + 1)
    file.seek(0)
    if len(header) > _LONGEST_HEADER or _CLUSTER_ID in header:
        return None
    return BytesIO(header + _CLUSTER_ID + _UNKNOWN_SIZE)


def _element_size(data: bytes) -> tuple[int | None, int]:
    """An EBML size: how many bytes follow (None: unknown) and how many the size itself takes. RFC 8794, section 4."""
    if not data or not data[0]:
        return None, 0
    width = 9 - data[0].bit_length()
    value = int.from_bytes(data[:width], "big") & (1 << 7 * width) - 1
    unknown = value == (1 << 7 * width) - 1
    return (None if unknown else value), width
