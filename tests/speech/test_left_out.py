"""What was left out is put together for people to look at."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.left_out import PAUSE_MS, REASONS, LeftOut, in_stretches, left_out_word, sentence


def words(text: str, *, at_ms: int, speaker: int = 0, why: str = "bleed") -> list[LeftOut]:
    return [
        left_out_word(speaker, at_ms + 300 * number, at_ms + 300 * number + 250, f" {word}", why)
        for number, word in enumerate(text.split())
    ]


def texts(found: list[LeftOut]) -> list[tuple[int, int, str, int, str]]:
    return [(each["speaker"], each["start_ms"], each["text"], each["words"], each["why"]) for each in found]


def test_words_left_out_in_one_go_are_one_stretch_and_a_pause_parts_them() -> None:
    found = in_stretches([*words("how long will it take", at_ms=1_000), *words("two days", at_ms=9_000)])
    assert texts(found) == [(0, 1_000, "how long will it take", 5, "bleed"), (0, 9_000, "two days", 2, "bleed")]
    assert found[0]["end_ms"] == 2_450


def test_speakers_and_reasons_are_not_mixed() -> None:
    said = [
        *words("thanks for watching", at_ms=1_000, why="no_voice"),
        *words("so so so", at_ms=1_100, why="loop"),
        *words("yes", at_ms=1_200, speaker=1),
    ]
    assert texts(in_stretches(said)) == [
        (0, 1_000, "thanks for watching", 3, "no_voice"),
        (0, 1_100, "so so so", 3, "loop"),
        (1, 1_200, "yes", 1, "bleed"),
    ]


def test_words_given_are_not_changed_and_none_makes_none() -> None:
    given = words("how long", at_ms=1_000)
    in_stretches(given)
    assert given == words("how long", at_ms=1_000)
    assert in_stretches([]) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 60_000), st.integers(0, 900), st.sampled_from(sorted(REASONS))),
        max_size=40,
    )
)
def test_every_word_stands_in_one_stretch_of_its_speaker_and_reason(
    left_out: list[tuple[int, int, int, str]],
) -> None:
    given_words = [left_out_word(who, at_ms, at_ms + length_ms, " x", why) for who, at_ms, length_ms, why in left_out]
    found = in_stretches(given_words)
    for who, why in {(who, why) for who, _, _, why in left_out}:
        own = [each for each in found if (each["speaker"], each["why"]) == (who, why)]
        assert sum(each["words"] for each in own) == sum((who, why) == (w, y) for w, _, _, y in left_out)
        assert sum(each["text"].count("x") for each in own) == sum(each["words"] for each in own)
        assert all(later["start_ms"] - sooner["end_ms"] >= PAUSE_MS for sooner, later in pairwise(own))


def test_nothing_stands_before_the_recording() -> None:
    assert left_out_word(0, -120, 80, " you", "no_voice")["start_ms"] == 0


def test_a_sentence_says_how_many_and_why() -> None:
    assert sentence({"no_voice": 2, "loop": 0, "bleed": 10}) == (
        "12 words were left out: 2 where nobody spoke, 10 as an echo of somebody else."
    )
    assert sentence({"loop": 1}) == "1 word was left out: 1 with no time to say them."
    assert sentence({"no_voice": 0, "loop": 0, "bleed": 0}) == sentence({}) == ""
