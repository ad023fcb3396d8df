"""Chunks are cut out of the stream exactly."""

from pathlib import Path

import numpy as np

from tests.speech.sounds import tone, track
from transcripts.speech.cutting import chunk_audio
from transcripts.speech.decode import Samples
from transcripts.speech.pieces import Chunk, Clip, plan_chunks
from transcripts.speech.spans import Span


def loudness(audio: Samples, begin_ms: int, end_ms: int) -> float:
    return float(np.abs(audio[begin_ms * 16 : end_ms * 16]).mean())


def test_each_clip_lies_where_the_plan_says_with_zeros_where_nothing_was_sent(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(1_000, tone(2)), (60_000, tone(2))])
    chunk = Chunk((
        Clip(Span(500, 2_000), 0, (Span(1_000, 1_900),)),
        Clip(Span(60_500, 63_000), 1_500, (Span(60_600, 62_000),)),
    ))  # fmt: skip
    (audio,) = chunk_audio(path, [chunk])
    assert len(audio) == 4_000 * 16
    assert loudness(audio, 0, 480) == 0
    assert loudness(audio, 520, 1_480) > 0.1
    assert loudness(audio, 1_520, 2_950) > 0.1
    assert loudness(audio, 3_050, 4_000) < 0.001


def test_chunks_come_in_order_even_when_the_track_ends_before_them(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, tone(3))])
    chunks = plan_chunks([Span(500, 2_000), Span(30_000, 50_000), Span(90_000, 110_000)])
    audios = list(chunk_audio(path, chunks))
    assert [len(audio) for audio in audios] == [chunk.length_ms * 16 for chunk in chunks]
    assert loudness(audios[0], 500, 1_500) > 0.1
    assert loudness(audios[-1], 0, 20_000) == 0


def test_a_chunk_in_the_middle_of_a_long_track_sounds_as_the_track_does_there(tmp_path: Path) -> None:
    path = track(tmp_path / "track", [(0, tone(4)), (100_000, tone(4)), (200_000, tone(4))])
    (audio,) = chunk_audio(path, plan_chunks([Span(100_500, 103_500)]))
    assert loudness(audio, 450, 3_350) > 0.15


def test_no_chunks_need_no_file(tmp_path: Path) -> None:
    assert list(chunk_audio(tmp_path / "missing", [])) == []
