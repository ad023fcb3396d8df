"""All tracks in one file to listen to."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.speech.sounds import encoded, silence, tone, track
from tests.speech.webm import write_webm
from transcripts.speech.decode import Track
from transcripts.speech.mix import BIT_RATE, MIX_RATE, MixedTrack, limited, mix
from transcripts.speech.shapes import MixResult


def mixed(out: Path, *tracks: tuple[Path, int]) -> MixResult:
    return mix([MixedTrack(path, offset_ms) for path, offset_ms in tracks], out, lambda fraction: None)


def heard(path: Path) -> NDArray[np.float32]:
    with Track(path) as opened:
        return np.concatenate([block.samples for block in opened.blocks(rate=MIX_RATE)])


def level(sound: NDArray[np.float32], begin_s: float, end_s: float) -> float:
    part = sound[round(begin_s * MIX_RATE) : round(end_s * MIX_RATE)]
    return float(np.sqrt(np.mean(np.square(part))))


def test_every_track_is_heard_at_its_own_time(tmp_path: Path) -> None:
    first = track(tmp_path / "first", [(1_000, tone(1)), (12_000, tone(1))])
    second = track(tmp_path / "second", [(24_000, tone(1))])
    result = mixed(tmp_path / "mix.mp3", (first, 0), (second, 500))
    sound = heard(tmp_path / "mix.mp3")
    assert abs(result["duration_ms"] - 25_500) < 40
    assert [level(sound, at, at + 0.8) > 0.1 for at in (0.0, 1.1, 2.5, 12.1, 14.0, 24.6)] == [
        False, True, False, True, False, True,
    ]  # fmt: skip


def test_the_file_has_a_constant_bit_rate_so_that_any_second_is_found_by_arithmetic(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, tone(20))])
    mixed(tmp_path / "mix.mp3", (path, 0))
    with av.open(str(tmp_path / "mix.mp3")) as container:
        sizes = {packet.size for packet in container.demux() if packet.size}
        assert container.streams.audio[0].rate == MIX_RATE
    assert sizes == {BIT_RATE * 1152 // 8 // MIX_RATE}


def test_several_loud_voices_at_once_do_not_clip(tmp_path: Path) -> None:
    paths = [track(tmp_path / str(hertz), [(0, tone(1, hertz=hertz, level=0.8))]) for hertz in (300, 301, 302)]
    mixed(tmp_path / "mix.mp3", *((path, 0) for path in paths))
    assert np.abs(heard(tmp_path / "mix.mp3")).max() < 1.05


def test_a_quiet_sound_is_left_as_it_is_and_a_loud_one_bent_below_full_scale() -> None:
    quiet = tone(0.1, level=0.6)
    assert limited(quiet) is quiet
    loud = limited(tone(0.1, level=3.0))
    assert 0.95 < np.abs(loud).max() <= 1.0


def test_files_of_different_kinds_and_rates_go_together(tmp_path: Path) -> None:
    opus = track(tmp_path / "opus", [(3_000, tone(1))])
    wave = encoded(tmp_path / "wave", tone(1), form="wav", codec="pcm_s16le", rate=8_000)
    result = mixed(tmp_path / "mix.mp3", (opus, 0), (wave, 0))
    assert abs(result["duration_ms"] - 4_000) < 40


def test_a_broken_track_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"nothing")
    good = track(tmp_path / "good", [(0, tone(1))])
    result = mixed(tmp_path / "mix.mp3", (tmp_path / "broken", 0), (good, 0))
    assert abs(result["duration_ms"] - 1_000) < 40
    assert len(result["warnings"]) == 1


def test_audio_before_the_clocks_zero_is_left_out(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, np.concatenate((tone(1), silence(1))))])
    mixed(tmp_path / "mix.mp3", (path, -900))
    assert level(heard(tmp_path / "mix.mp3"), 0.3, 1.0) < 0.01


def test_tracks_without_audio_leave_no_file(tmp_path: Path) -> None:
    path = write_webm(tmp_path / "track", [])
    assert mixed(tmp_path / "mix.mp3", (path, 0)) == {"duration_ms": 0, "warnings": []}
    assert [path.name for path in tmp_path.iterdir()] == ["track"]


def test_work_that_is_broken_off_leaves_no_half_file(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, tone(25))])

    def stop(fraction: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        mix([MixedTrack(path, 0)], tmp_path / "mix.mp3", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["track"]
