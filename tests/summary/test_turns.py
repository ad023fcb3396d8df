import pytest

from transcripts.summary.turns import announced_subject, is_greeting


@pytest.mark.parametrize(
    ("language", "sentence", "subject"),
    [
        ("en", "Great, now let's move on to the budget.", "on to the budget"),
        ("en", "One more thing.", ""),
        ("en", "Okay, so, next up: the roadmap!", "the roadmap"),
        ("en", "No problem, let us start with the launch date.", "the launch date"),
        ("en", "Thanks, Joe, next topic, the budget.", "the budget"),
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
        ("en", "We have twelve thousand dollars for the whole quarter, next topic or not."),
        ("es", "Nos quedan doce mil euros."),
        ("sv", "Let us talk about the budget."),
        ("en", ""),
    ],
)
def test_other_sentences_announce_nothing(language: str, sentence: str) -> None:
    assert announced_subject(sentence, language) is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Good morning everyone, thanks for joining on short notice."),
        ("en", "Yes, I can hear you well."),
        ("en", "Thank you both."),
        ("es", "¡Hola a todos!"),
        ("fr", "Bonjour à tous."),
        ("de", "Guten Morgen zusammen."),
    ],
)
def test_greetings_are_told(language: str, sentence: str) -> None:
    assert is_greeting(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "History repeats itself."),
        ("en", "Thanks to the newsletter we had more visitors than ever before this year."),
        ("es", "Gracias a la publicidad tenemos más visitas."),
        ("sv", "Hello everyone."),
        ("en", ""),
    ],
)
def test_other_sentences_are_no_greetings(language: str, sentence: str) -> None:
    assert not is_greeting(sentence, language)
