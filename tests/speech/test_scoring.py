"""The measure itself."""

from transcripts.speech.scoring import Truth, score
from transcripts.text.words import Word

TRUTH: Truth = {
    "tracks": ["one", "two"],
    "utterances": [
        {"speaker": 0, "start": 1.0, "text": "Good morning, Joe."},
        {"speaker": 1, "start": 3.0, "text": "The twenty-fourth of March it is."},
        {"speaker": 0, "start": 6.0, "text": "Agreed."},
    ],
}


def words(*said: tuple[int, str]) -> list[Word]:
    return [Word(start_ms, start_ms + 200, text) for start_ms, text in said]


def test_a_perfect_transcript_has_no_errors_and_no_offsets() -> None:
    heard = {
        0: words((1_000, " Good"), (1_300, " morning,"), (1_600, " Joe."), (6_000, " Agreed.")),
        1: words(
            (3_000, " The"),
            (3_200, " twenty-fourth"),
            (3_600, " of"),
            (3_700, " March"),
            (4_000, " it"),
            (4_100, " is."),
        ),
    }
    result = score(TRUTH, heard)
    assert (result.words, result.errors, result.offsets_ms, result.lost) == (11, 0, (0, 0, 0), 0)
    assert result.share_within(500) == 1.0


def test_changed_added_and_missing_words_are_errors_and_numbers_are_not_rewritten() -> None:
    heard = {
        0: words((1_050, " Good"), (1_300, " mourning"), (1_600, " dear"), (1_800, " Joe."), (6_100, " Agreed.")),
        1: words((3_000, " The"), (3_200, " 24th"), (3_600, " of"), (3_700, " March"), (4_000, " it")),
    }
    result = score(TRUTH, heard)
    assert result.errors == 2 + 3
    assert result.offsets_ms == (0, 50, 100)


def test_one_constant_shift_can_be_told_from_what_is_off_besides() -> None:
    heard = {
        0: words((1_240, " Good"), (1_500, " morning,"), (1_800, " Joe."), (6_270, " Agreed.")),
        1: words((3_250, " The"), (3_500, " twenty-fourth"), (3_900, " of")),
    }
    result = score(TRUTH, heard)
    assert (result.shift_ms, result.offsets_ms) == (250, (240, 250, 270))
    assert result.less_shift().signed_ms == (-10, 0, 20)
    assert result.less_shift().offsets_ms == (0, 10, 20)
    assert (result.less_shift().errors, result.less_shift().lost) == (result.errors, result.lost)


def test_an_utterance_nobody_heard_counts_as_far_off() -> None:
    result = score(TRUTH, {0: words((1_000, " Good"), (1_300, " morning,"), (1_600, " Joe."))})
    assert (result.errors, result.lost) == (8, 2)
    assert result.share_within(500) == 1 / 3


def test_nothing_heard_at_all_is_all_wrong() -> None:
    result = score(TRUTH, {})
    assert (result.error_rate, result.lost) == (1.0, 3)
    assert result.median_ms > 1_000_000
    assert result.shift_ms == 0
