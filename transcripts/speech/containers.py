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
