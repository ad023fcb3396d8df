"""A meeting as long and as sparse as in life, made of a short one: each person speaks for a tenth of the time.

`python -m tests.speech.long_meeting FOLDER --hours 3 --tracks 10` writes the raw tracks. With `--measure` they are then
transcribed, and the memory of all processes together (PSS, the peak of samples) is printed with the time it took.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.speech.memory import PeakMemory
from tests.speech.sounds import LAUNCH_LONG
from tests.speech.webm import packets_of, write_webm

HOUR_MS = 3_600_000
RECORDING_START_MS = 1_768_478_400_250
_SHARE = 0.1


def make(folder: Path, *, hours: float, tracks: int) -> list[Path]:
    """Write the tracks of the meeting and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted(LAUNCH_LONG.glob("acme/*/*"))
    made = []
    for number in range(tracks):
        packets = packets_of(sources[number % len(sources)])
        name = f"{RECORDING_START_MS}-00000000-0000-4000-8000-{number:012}-cam-audio-{RECORDING_START_MS + 400}"
        made.append(write_webm(folder / name, _spread(packets, number, tracks, round(hours * HOUR_MS))))
    return made


def _spread(packets: list[tuple[int, bytes]], number: int, tracks: int, length_ms: int) -> Iterator[tuple[int, bytes]]:
    """The packets over and over, with pauses so long that they fill their share; each track at other times."""
    lasts_ms = packets[-1][0] + 5_000
    every_ms = round(len(packets) * 20 / _SHARE)
    begin_ms = number * min(every_ms, length_ms) // (2 * tracks)
    while begin_ms < length_ms:
        for at_ms, packet in packets:
            if begin_ms + at_ms < length_ms:
                yield max(0, begin_ms + at_ms), packet
        begin_ms += max(every_ms, lasts_ms)


def measure(folder: Path) -> float:
    """Transcribe the folder; returns the peak in MB of the memory of the command and all its children."""
    begun = time.monotonic()
    command = [sys.executable, "manage.py", "transcribe", str(folder), "--format", "json", "--language", "en"]
    with (folder.parent / f"{folder.name}.json").open("wb") as out:
        process = subprocess.Popen(command, stdout=out)
    with PeakMemory(process.pid) as memory:
        process.wait()
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(f"exit code {process.returncode}, {minutes:.1f} min, peak PSS {memory.mb:.0f} MB\n")
    return memory.mb


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a long meeting, and measure how it is transcribed.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--tracks", type=int, default=10)
    parser.add_argument("--measure", action="store_true")
    arguments = parser.parse_args()
    made = make(arguments.folder, hours=arguments.hours, tracks=arguments.tracks)
    sys.stdout.write(f"{len(made)} tracks, {sum(path.stat().st_size for path in made) / 1e6:.0f} MB\n")
    if arguments.measure:
        measure(arguments.folder)


if __name__ == "__main__":
    main()
