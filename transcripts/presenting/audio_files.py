"""The mixed audio of a transcript: on this machine's disk, or at an address elsewhere for which we hand out passes."""

import logging
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.files.storage import FileSystemStorage

from reflector_site.storage_errors import StorageError
from transcripts.making.track_files import audio_storage
from transcripts.pages.ranges import ByteRange

logger = logging.getLogger(__name__)

BLOCK = 256 * 1024
# Long enough to hear a long meeting to its end with one pass.
PASS_FOR_S = 6 * 3_600


def edition_of(name: str) -> str:
    """What tells a transcript's audio apart from any that it had before or will have."""
    return name.rpartition("/")[2]


def address_elsewhere(name: str) -> str:
    """Where a browser may fetch the audio for some hours, signed; empty when it lies on our own disk.

    Raises StorageError when it cannot be signed.
    """
    storage = audio_storage()
    if isinstance(storage, FileSystemStorage):
        return ""
    return str(storage.url(name, expire=PASS_FOR_S))  # type: ignore[call-arg] # of django-storages


def host_elsewhere(name: str) -> str:
    """Scheme and host of that address; empty when the audio is ours to send, or cannot be had."""
    if not name:
        return ""
    try:
        address = urlsplit(address_elsewhere(name))
    except StorageError as error:
        logger.warning("%s", error)
        return ""
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""


def size_of(name: str) -> int:
    """In bytes. Raises FileNotFoundError."""
    return audio_storage().size(name)


def blocks(name: str, wanted: ByteRange) -> Iterator[bytes]:
    """The bytes of a range of the file on our own disk, a block at a time."""
    with audio_storage().open(name) as stream:
        stream.seek(wanted.first)
        left = wanted.length
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block
