"""A meeting as a remux leaves it, the packet times of every track set to zero, and how it is heard then.

`python -m tests.speech.remuxed tests/fixtures/meetings/launch_long` prints the row of the table in docs/speech.md: only
the file names place the tracks now, and they lie one constant away from the packets, the same for the whole recording.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from meetings.platforms.daily.names import parse_track_name
from tests.speech.engine import config
from tests.speech.webm import packets_of, write_webm
from transcripts.speech.engine_process import EngineProcess
from transcripts.speech.recording import RecordedTrack, hear_recording
from transcripts.speech.scoring import Score, Truth, score


def truth_of(folder: Path) -> Truth:
    """What was said in the meeting."""
    return cast("Truth", json.loads((folder / "truth.json").read_text()))


def set_to_zero(meeting: Path, folder: Path) -> list[RecordedTrack]:
    """Copies of the meeting's tracks in `folder`, each beginning at zero, the holes in it as they were."""
    made = []
    for key in truth_of(meeting)["tracks"]:
        name = parse_track_name(key)
        if name is None:
            raise ValueError(f"{key} is not the name of a track")
        packets = packets_of(meeting / key)
        path = write_webm(folder / Path(key).name, [(at_ms - packets[0][0], packet) for at_ms, packet in packets])
        made.append(RecordedTrack(path, name.track_start_ms - name.recording_start_ms))
    return made


def row(name: str, result: Score) -> str:
    """A line of Markdown: WER, the shift, and what first words are off besides."""
    rest = result.less_shift()
    cells = (
        name,
        f"{result.error_rate:.2%}",
        f"{result.shift_ms} ms",
        f"{rest.median_ms} ms",
        f"{rest.p95_ms} ms",
        f"{rest.share_within(500):.1%}",
    )
    return f"| {' | '.join(cells)} |"


def main(folders: Sequence[Path]) -> None:
    sys.stdout.write(
        "| meeting | WER | shift of the whole | less it: median | p95 | within 0.5 s |\n|---|---|---|---|---|---|\n"
    )
    for meeting in folders:
        with tempfile.TemporaryDirectory() as folder, EngineProcess(config()) as engine:
            heard = hear_recording(
                set_to_zero(meeting, Path(folder)), engine, language="en", news=lambda stage, fraction: None
            )
        result = score(truth_of(meeting), {speaker: track.words for speaker, track in enumerate(heard.tracks)})
        sys.stdout.write(row(meeting.name, result) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how meetings are heard whose packet times begin at zero.")
    parser.add_argument("meetings", type=Path, nargs="+", help="folders with truth.json")
    main(parser.parse_args().meetings)
