"""A transcript as a table for spreadsheets: CSV as RFC 4180 has it."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from transcripts.text.segments import Segment
from transcripts.text.webvtt import cues_of, timestamp

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads the file in the machine's old code page, and every name with an accent is broken."""
COLUMNS = ("start", "end", "speaker", "text")
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def render_csv(segments: Sequence[Segment], names: Mapping[int, str]) -> str:
    """A line with COLUMNS, then one per segment; times as `HH:MM:SS.mmm` from the recording's start."""
    file = StringIO(newline="")
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for cue in cues_of(segments, names):
        table.writerow([timestamp(cue.start_ms), timestamp(cue.end_ms), as_text(cue.voice), as_text(cue.text)])
    return BYTE_ORDER_MARK + file.getvalue()


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a `'` stands before one that begins like it.

    https://owasp.org/www-community/attacks/CSV_Injection: what somebody says or calls themselves must not run in the
    program of whoever opens the file.
    """
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
