"""Files become samples in their place, whatever they are and however they are broken."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.speech.sounds import LAUNCH, encoded, silence, tone, track
from tests.speech.webm import opus_packets, write_webm
from transcripts.speech.decode import SPEECH_RATE, Block, Track
from transcripts.speech.errors import UnreadableTrackError
from transcripts.speech.spans import Span


def read(path: Path, *, from_ms: int = 0, until_ms: int = 86_400_000) -> tuple[Track, list[Block]]:
    with Track(path) as opened:
        return opened, list(opened.blocks(from_ms=from_ms, until_ms=until_ms))


def loud_from_ms(blocks: list[Block]) -> int:
    """Where the first sound above -20 dBFS is."""
    for block in blocks:
        loud = np.flatnonzero(np.abs(block.samples) > 0.1)
        if len(loud):
            return (block.start + int(loud[0])) * 1000 // SPEECH_RATE
    raise AssertionError("nothing is loud")


def stretch(blocks: list[Block], begin_ms: int, end_ms: int) -> NDArray[np.float32]:
    begin, end = begin_ms * SPEECH_RATE // 1000, end_ms * SPEECH_RATE // 1000
    return np.concatenate([b.samples[max(0, begin - b.start) : max(0, end - b.start)] for b in blocks])


def near(found: Span, wanted: Span, *, within_ms: int = 15) -> bool:
    return abs(found.start_ms - wanted.start_ms) <= within_ms and abs(found.end_ms - wanted.end_ms) <= within_ms


def test_audio_stands_where_its_packets_say_and_the_holes_stay(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(8_130, tone(2)), (13_140, tone(2))])
    opened, blocks = read(path)
    assert opened.first_packet_ms == 8_123  # Opus begins with 6.5 ms that are not to be heard
    assert [
        near(island, wanted)
        for island, wanted in zip(opened.islands, (Span(8_130, 10_130), Span(13_140, 15_140)), strict=True)
    ] == [True, True]
    assert abs(loud_from_ms(blocks) - 8_130) <= 15
    assert all(before.end <= after.start for before, after in pairwise(blocks))


def test_a_hole_of_ten_minutes_and_one_of_sixty_ms_are_both_kept(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, tone(1)), (1_060, tone(1)), (602_060, tone(1))])
    opened, blocks = read(path)
    assert [near(i, w) for i, w in zip(opened.islands, (Span(0, 2_060), Span(602_060, 603_060)), strict=True)] == [
        True
    ] * 2
    assert abs(sum(len(block.samples) for block in blocks) - 3.06 * SPEECH_RATE) < 0.05 * SPEECH_RATE


def test_packets_every_400_ms_are_one_island_not_hundreds(tmp_path: Path) -> None:
    packets = opus_packets(tone(1))
    path = write_webm(tmp_path / "track", [(number * 400, packets[number % 50]) for number in range(300)])
    opened, blocks = read(path)
    (island,) = opened.islands
    assert near(island, Span(0, 299 * 400 + 20), within_ms=25)
    assert sum(len(block.samples) for block in blocks) == blocks[-1].end - blocks[0].start


def test_a_track_that_begins_before_zero_keeps_its_place(tmp_path: Path) -> None:
    path = encoded(tmp_path / "track", tone(2), form="webm", codec="libopus")
    opened, blocks = read(path)
    assert opened.first_packet_ms == -7
    assert 0 <= loud_from_ms(blocks) <= 10


def test_times_that_run_backwards_put_later_audio_after_what_came_before(tmp_path: Path) -> None:
    packets = opus_packets(tone(1))
    path = write_webm(
        tmp_path / "track",
        [*((50_000 + 20 * n, p) for n, p in enumerate(packets)), *((20 * n, p) for n, p in enumerate(packets))],
    )
    opened, blocks = read(path)
    assert near(opened.islands[0], Span(50_000, 52_040), within_ms=30)
    assert opened.warnings == ("The packet times run backwards 1 times; later audio follows what came before.",)
    assert all(before.end <= after.start for before, after in pairwise(blocks))


def test_reading_from_the_middle_gives_the_same_sound_as_reading_it_all(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(500, tone(6)), (20_000, tone(4, hertz=100)), (40_000, tone(3))])
    _, whole = read(path)
    _, part = read(path, from_ms=21_000, until_ms=23_000)
    assert part[0].start * 1000 // SPEECH_RATE <= 21_000
    assert 23_000 <= part[-1].end * 1000 // SPEECH_RATE <= 23_100
    assert np.allclose(stretch(part, 21_000, 23_000), stretch(whole, 21_000, 23_000), atol=0.1)  # a millisecond


def test_a_track_without_packets_is_silence_and_no_error(tmp_path: Path) -> None:
    opened, blocks = read(write_webm(tmp_path / "track", []))
    assert (blocks, opened.first_packet_ms, opened.last_packet_ms, opened.islands) == ([], None, None, ())


@pytest.mark.parametrize(
    ("form", "codec", "rate", "label"),
    [
        ("webm", "libopus", 48_000, "WebM"),
        ("ogg", "libopus", 48_000, "Ogg"),
        ("mp4", "aac", 44_100, "MP4"),
        ("adts", "aac", 32_000, "AAC"),
        ("wav", "pcm_s16le", 8_000, "WAV"),
        ("flac", "flac", 96_000, "FLAC"),
        ("mp3", "libmp3lame", 22_050, "MP3"),
    ],
)
def test_files_of_every_kind_are_told_by_their_content(
    tmp_path: Path, form: str, codec: str, rate: int, label: str
) -> None:
    sound = np.concatenate((silence(1), tone(2)))
    path = encoded(tmp_path / "no-extension", sound, form=form, codec=codec, rate=rate)
    opened, blocks = read(path)
    assert opened.container.label == label
    assert abs(loud_from_ms(blocks) - 1_000) <= 60
    assert abs(blocks[-1].end / SPEECH_RATE - 3) < 0.1


def test_a_sample_rate_that_changes_in_the_middle_moves_nothing(tmp_path: Path) -> None:
    parts = [
        encoded(tmp_path / f"{rate}", tone(2), form="adts", codec="aac", rate=rate) for rate in (32_000, 48_000, 16_000)
    ]
    path = tmp_path / "track"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    _, blocks = read(path)
    assert abs(blocks[-1].end / SPEECH_RATE - 6) < 0.5  # each part is filled up to whole frames
    assert np.abs(stretch(blocks, 2_300, 3_700)).mean() > 0.1
    assert np.abs(stretch(blocks, 4_400, 5_700)).mean() > 0.1


def test_a_track_cut_in_half_gives_its_first_half_and_says_so(tmp_path: Path) -> None:
    whole = next(LAUNCH.glob("acme/*/*6513270e*"))
    half = tmp_path / "half"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    opened, blocks = read(half)
    assert opened.warnings == ("The file is cut off; what it holds up to there was used.",)
    assert 60_000 < blocks[-1].end * 1000 // SPEECH_RATE < 130_000


def test_a_track_written_live_that_is_cut_off_says_so(tmp_path: Path) -> None:
    packets = opus_packets(tone(1))
    paused = [(20 * number + 3_000 * (number > 25), packet) for number, packet in enumerate(packets)]
    whole = write_webm(tmp_path / "whole", paused).read_bytes()
    unseen = []
    for missing in range(1, len(whole) - 1_000, 53):
        (tmp_path / "cut").write_bytes(whole[:-missing])
        with Track(tmp_path / "cut") as opened:
            opened.read_packets()
        if not opened.warnings:
            unseen.append(missing)
    assert len(unseen) < 5  # where it ends between two packets
    assert read(tmp_path / "whole")[0].warnings == ()


def test_a_track_cut_off_within_its_first_packet_is_no_silence(tmp_path: Path) -> None:
    path = write_webm(tmp_path / "track", [(0, opus_packets(tone(1))[0])])
    path.write_bytes(path.read_bytes()[:-20])
    opened, blocks = read(path)
    assert (blocks, opened.warnings) == ([], ("The file is cut off; what it holds up to there was used.",))


def test_what_follows_the_last_packet_of_a_whole_track_is_no_sign_of_a_cut(tmp_path: Path) -> None:
    path = write_webm(tmp_path / "track", [(20 * n, packet) for n, packet in enumerate(opus_packets(tone(1)))])
    whole = path.read_bytes()
    padding, another_cluster, rubbish = b"\xec\x83" + bytes(3), b"\x1f\x43\xb6\x75" + b"\x01" + b"\xff" * 7, bytes(64)
    for rest in (padding, another_cluster, padding + another_cluster, rubbish):
        path.write_bytes(whole + rest)
        assert read(path)[0].warnings == ()


def test_damaged_packets_count_as_silence_and_are_reported(tmp_path: Path) -> None:
    path = encoded(tmp_path / "track", tone(3), form="flac", codec="flac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    opened, blocks = read(path)
    assert opened.warnings == ("1 packets could not be decoded and count as silence.",)
    assert 1_000 < blocks[-1].end * 1000 // SPEECH_RATE < 2_000


def test_an_opus_packet_of_rubbish_takes_nothing_else_down(tmp_path: Path) -> None:
    packets = opus_packets(tone(2))
    packets[40] = b"\x03\x00"
    _, blocks = read(write_webm(tmp_path / "track", [(20 * n, packet) for n, packet in enumerate(packets)]))
    assert abs(blocks[-1].end / SPEECH_RATE - 2) < 0.05


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "track is empty."),
        (b"<html>not found</html>", "track is not audio of a kind that is read here"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "track is not audio of a kind that is read here"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "track is not audio of a kind that is read here"),
        (b"\x1a\x45\xdf\xa3" + bytes(60), "track begins like a WebM file but cannot be read"),
        (b"RIFF\x00\x00\x00\x00WAVE", "track begins like a WAV file but cannot be read"),
    ],
)
def test_what_is_not_audio_is_refused_with_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "track"
    path.write_bytes(content)
    with pytest.raises(UnreadableTrackError, match=reason) as raised:
        read(path)
    assert not raised.value.passing


def test_a_codec_that_is_not_known_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = write_webm(tmp_path / "track", [])
    path.write_bytes(path.read_bytes().replace(b"A_OPUS", b"A_ODDS"))
    with pytest.raises(UnreadableTrackError, match="track has audio of a kind that cannot be decoded here"):
        read(path)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTrackError, match=r"track cannot be opened: No such file"):
        read(tmp_path / "track")


def test_a_picture_without_sound_has_no_audio_in_it(tmp_path: Path) -> None:
    path = tmp_path / "video"
    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=30, width=64, height=48)
        frame = av.VideoFrame(64, 48, "yuv420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(UnreadableTrackError, match="video has no audio in it"):
        read(path)


def test_a_track_muted_from_beginning_to_end_is_silence_too(tmp_path: Path) -> None:
    path = tmp_path / "track"
    with av.open(str(path), "w", format="webm") as container:
        container.add_stream("libopus", rate=48_000, layout="mono")
        container.start_encoding()
    opened, blocks = read(path)
    assert (blocks, opened.first_packet_ms, opened.warnings) == ([], None, ())
