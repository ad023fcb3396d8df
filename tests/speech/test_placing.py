"""Words stand where the voice is."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.pieces import Chunk, Clip, plan_chunks
from transcripts.speech.placing import MARGIN_MS, place
from transcripts.speech.spans import Span
from transcripts.speech.whisper import HeardWord


def chunk_of(*voice: tuple[int, int]) -> Chunk:
    """Each stretch of voice with 200 ms before and after it, end to end: in the chunk the first begins at 200 ms."""
    clips, at_ms = [], 0
    for start_ms, end_ms in voice:
        clips.append(Clip(Span(start_ms - 200, end_ms + 200), at_ms, (Span(start_ms, end_ms),)))
        at_ms += end_ms - start_ms + 400
    return Chunk(tuple(clips))


def heard(*words: tuple[int, int, str]) -> list[HeardWord]:
    return [HeardWord(start_ms, end_ms, text, 0.9) for start_ms, end_ms, text in words]


def starts(chunk: Chunk, words: Sequence[HeardWord]) -> list[int]:
    return [item.start_ms for item in place(chunk, words)]


def test_a_first_word_stretched_into_the_silence_before_it_begins_with_the_voice() -> None:
    chunk = chunk_of((5_000, 8_000))
    assert starts(chunk, heard((0, 500, " Good"), (500, 900, " morning."))) == [5_000, 5_300]


def test_a_first_word_heard_a_little_late_begins_with_the_voice_too() -> None:
    assert starts(chunk_of((5_000, 8_000)), heard((400, 800, " Good"))) == [5_000]


def test_a_word_well_inside_the_voice_stays_where_it_was_heard() -> None:
    assert starts(chunk_of((5_000, 9_000)), heard((1_700, 2_000, " Well"))) == [6_500]


def test_a_first_word_put_at_the_end_of_the_utterance_before_goes_to_its_own() -> None:
    # The voice is at 200-2200 and 2600-4600 in the chunk; twenty seconds lie between them in the track.
    chunk = chunk_of((10_000, 12_000), (32_000, 34_000))
    words = heard((200, 900, " Thank"), (900, 2_000, " you."), (2_230, 2_390, " Now"), (2_800, 4_000, " then."))
    assert starts(chunk, words) == [10_000, 10_700, 32_000, 32_200]


def test_a_last_word_that_runs_over_into_the_silence_stays_with_its_sentence() -> None:
    chunk = chunk_of((10_000, 12_000), (32_000, 34_000))
    words = heard((200, 1_000, " Bye"), (1_900, 2_500, " now."), (2_600, 3_000, " Hello"))
    placed = place(chunk, words)
    assert [item.start_ms for item in placed] == [10_000, 11_700, 32_000]
    assert placed[1].end_ms <= 12_000 + MARGIN_MS


def test_a_long_pause_in_the_middle_of_a_sentence_needs_better_reasons_than_a_short_one() -> None:
    near = chunk_of((10_000, 12_000), (12_900, 14_000))
    far = chunk_of((10_000, 12_000), (42_000, 44_000))
    words = heard((200, 2_200, " twenty"), (2_250, 2_600, " four."), (3_000, 3_500, " People"))
    assert starts(near, words)[1] == 12_900
    assert starts(far, words)[1] <= 12_000


def test_words_heard_at_one_and_the_same_moment_follow_each_other() -> None:
    placed = place(
        chunk_of((5_000, 9_000)), heard((200, 900, " Well"), (900, 900, " a"), (900, 900, " b"), (900, 1_500, " c"))
    )
    assert [item.start_ms for item in placed] == [5_000, 5_700, 5_720, 5_740]
    assert all(item.end_ms - item.start_ms >= 20 for item in placed)


def test_no_words_and_no_voice_make_no_words() -> None:
    assert place(chunk_of((5_000, 8_000)), []) == ()


@given(
    st.lists(st.tuples(st.integers(300, 20_000), st.integers(90, 4_000)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 1_500)), max_size=40),
)
def test_words_keep_their_order_and_their_voice_and_never_overlap(
    parts: list[tuple[int, int]], gaps_and_lengths: list[tuple[int, int]]
) -> None:
    voice, at = [], 0
    for pause_ms, length_ms in parts:
        voice.append(Span(at + pause_ms, at + pause_ms + length_ms))
        at += pause_ms + length_ms
    chunk = plan_chunks(voice)[0]
    words, at = [], 0
    for gap_ms, length_ms in gaps_and_lengths:
        words.append(HeardWord(at + gap_ms, at + gap_ms + length_ms, " word", 0.9))
        at += gap_ms + length_ms
    placed = place(chunk, words)
    assert [item.word for item in placed] == words
    for before, after in pairwise(placed):
        assert before.end_ms <= after.start_ms
        assert before.span <= after.span
    for item in placed:
        own = chunk.voice[item.span]
        assert own.start_ms <= item.start_ms <= item.end_ms <= own.end_ms + MARGIN_MS
