"""HTTP ranges (RFC 9110, 14): one range of bytes of a file; pure."""

import re
from dataclasses import dataclass

# A position of more digits than a file can have bytes; int() refuses thousands of digits with an error of its own.
_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class UnsatisfiableRangeError(ValueError):
    """The range begins beyond the end of the file: the answer is 416."""

    passing = False


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`first` and `last` byte, both counted from 0 and both part of it."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def parse_range(header: str, size: int) -> ByteRange | None:
    """The range that a Range header asks of a file of `size` bytes; None where the whole is the answer.

    That is so without a header, and for one that is not understood: another unit, several ranges, last before first.
    Raises UnsatisfiableRangeError.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first_text, last_text = match.groups()
    if not first_text:
        return _suffix(int(last_text), size)
    first = int(first_text)
    last = int(last_text) if last_text else size - 1
    if last_text and last < first:
        return None
    if first >= size:
        raise UnsatisfiableRangeError(f"the file has {size} bytes")
    return ByteRange(first, min(last, size - 1))


def _suffix(length: int, size: int) -> ByteRange:
    """The last `length` bytes."""
    if length == 0 or size == 0:
        raise UnsatisfiableRangeError(f"the file has {size} bytes")
    return ByteRange(max(0, size - length), size - 1)
