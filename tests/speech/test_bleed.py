"""A voice that comes out of somebody's loudspeaker belongs to the one who spoke."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.bleed import without_bleed
from transcripts.text.words import Word


def words(text: str, *, at_ms: int = 10_000, loudness_db: float = -20.0) -> tuple[Word, ...]:
    return tuple(
        Word(at_ms + 300 * number, at_ms + 300 * number + 250, f" {word}", 0.9, loudness_db)
        for number, word in enumerate(text.split())
    )


def test_the_same_words_a_little_later_and_quieter_are_an_echo() -> None:
    spoken, echo = (
        words("How long will the fix take?"),
        words("how long will the fix take", at_ms=10_180, loudness_db=-41),
    )
    found = without_bleed({0: spoken, 1: echo})
    assert found.streams == {0: spoken, 1: ()}
    assert found.left_out == {0: (), 1: echo}


def test_words_misheard_in_an_echo_go_with_it() -> None:
    spoken = words("Two days for the fix and one more day")
    echo = words("two days for this ticks and one more day", at_ms=10_100, loudness_db=-38)
    assert without_bleed({0: spoken, 1: echo}).streams[1] == ()


def test_what_the_other_says_in_between_is_kept() -> None:
    spoken = words("How long will the fix take?")
    own = words("About two days.", at_ms=14_000, loudness_db=-21)
    echo = words("how long will the fix take", at_ms=10_150, loudness_db=-40)
    assert without_bleed({0: spoken, 1: (*echo, *own)}).streams[1] == own


def test_two_people_who_agree_at_the_same_time_both_keep_their_words() -> None:
    one, other = words("Yes, exactly.", loudness_db=-19), words("Yes, exactly.", at_ms=10_120, loudness_db=-24)
    assert without_bleed({0: one, 1: other}).streams == {0: one, 1: other}


def test_the_same_words_at_another_time_are_somebody_repeating_them() -> None:
    one = words("The launch date is decided.")
    other = words("The launch date is decided.", at_ms=13_000, loudness_db=-40)
    assert without_bleed({0: one, 1: other}).streams == {0: one, 1: other}


def test_two_microphones_in_one_room_leave_a_long_sentence_to_the_louder() -> None:
    near = words("I would rather launch on a Tuesday", loudness_db=-20)
    far = words("I would rather launch on a Tuesday", at_ms=10_010, loudness_db=-21.5)
    assert without_bleed({3: far, 1: near}).left_out == {3: far, 1: ()}


def test_words_of_unknown_loudness_are_kept() -> None:
    one = words("How long will the fix take?")
    other = tuple(Word(word.start_ms, word.end_ms, word.text) for word in one)
    assert without_bleed({0: one, 1: other}).streams == {0: one, 1: other}


SAID = st.lists(
    st.tuples(st.integers(0, 20_000), st.sampled_from(["yes", "no", "the", "fix"]), st.integers(-50, -15)), max_size=30
).map(
    lambda said: tuple(
        Word(at_ms, at_ms + 200, f" {text}", 0.9, float(loudness_db)) for at_ms, text, loudness_db in sorted(said)
    )
)


@given(st.dictionaries(st.integers(0, 3), SAID))
def test_every_word_is_either_kept_or_left_out_in_its_order(streams: dict[int, tuple[Word, ...]]) -> None:
    found = without_bleed(streams)
    for speaker, words_said in streams.items():
        both = (*found.streams[speaker], *found.left_out[speaker])
        assert Counter(both) == Counter(words_said)
        assert list(found.streams[speaker]) == sorted(found.streams[speaker], key=lambda word: word.start_ms)


def test_a_meeting_of_one_and_of_none_is_left_alone() -> None:
    assert without_bleed({0: words("Hello?")}).left_out == {0: ()}
    assert without_bleed({}).streams == {}
