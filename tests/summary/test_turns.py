import pytest

from transcripts.summary.turns import announced_subject


@pytest.mark.parametrize(
    ("language", "sentence", "subject"),
    [
        ("en", "Great, now let's move on to the budget.", "on to the budget"),
        ("en", "One more thing.", ""),
        ("en", "Okay, so, next up: the roadmap!", "the roadmap"),
        ("es", "Bueno, pasemos al presupuesto.", "presupuesto"),
        ("fr", "Alors, passons au budget.", "budget"),
        ("de", "Gut, kommen wir zum Budget.", "zum Budget"),
    ],
)
def test_an_announcement_gives_what_it_announces(language: str, sentence: str, subject: str) -> None:
    assert announced_subject(sentence, language) == subject


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "I would rather launch on a Tuesday."),
        ("en", "The next release is late."),
        ("en", "So we could still launch."),
        ("es", "Nos quedan doce mil euros."),
        ("sv", "Let us talk about the budget."),
        ("en", ""),
    ],
)
def test_other_sentences_announce_nothing(language: str, sentence: str) -> None:
    assert announced_subject(sentence, language) is None
