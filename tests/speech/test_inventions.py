"""Words nobody said are left out; words somebody said over and over are kept."""

from transcripts.speech.inventions import Verdict, believed
from transcripts.speech.placing import Placed
from transcripts.speech.spans import Span
from transcripts.speech.whisper import Heard, HeardWord


def said(*texts: str, span: int = 0, probability: float = 0.9) -> list[Placed]:
    return [
        Placed(HeardWord(0, 100, text, probability), number * 300, number * 300 + 250, span)
        for number, text in enumerate(texts)
    ]


def verdict(words: list[Placed], *voice: Span, log_probability: float = -0.2, no_speech: float = 0.1) -> Verdict:
    return believed(words, Heard(tuple(item.word for item in words), log_probability, no_speech), voice)


def test_a_test_said_eleven_times_is_kept() -> None:
    words = said(*[" test"] * 11)
    assert verdict(words, Span(0, 3_600)) == Verdict(tuple(words))


def test_a_loop_of_more_words_than_the_voice_had_time_for_is_left_out_and_kept_apart() -> None:
    words = said(*[" thank you"] * 60)
    assert verdict(words, Span(0, 2_000)) == Verdict((), loop=tuple(words))


def test_a_loop_in_one_stretch_leaves_the_others_alone() -> None:
    good = said(" Good", " morning.")
    loop = said(*[" the the the"] * 40, span=1)
    assert verdict([*good, *loop], Span(0, 900), Span(5_000, 6_000)) == Verdict(tuple(good), loop=tuple(loop))


def test_what_the_model_itself_takes_for_no_speech_is_left_out() -> None:
    words = said(" Thanks", " for", " watching!")
    found = verdict(words, Span(0, 900), log_probability=-1.4, no_speech=0.8)
    assert found == Verdict((), no_voice=tuple(words))


def test_speech_the_model_is_unsure_of_is_kept_when_its_words_are_likely() -> None:
    words = said(" Yes.")
    assert verdict(words, Span(0, 900), log_probability=-0.3, no_speech=0.8) == Verdict(tuple(words))


def test_a_short_sound_taken_for_an_unlikely_word_is_left_out() -> None:
    unlikely = said(" you", probability=0.12)
    assert verdict(unlikely, Span(0, 160)) == Verdict((), no_voice=tuple(unlikely))
    assert verdict(said(" Yes.", probability=0.8), Span(0, 160)).no_voice == ()
