import pytest

from transcripts.summary.numbers import days_in, numbers_claimed, numbers_said


@pytest.mark.parametrize(
    ("language", "spoken", "claimed"),
    [
        ("en", "We have twelve thousand dollars left.", "$12,000"),
        ("en", "We have $12,000 left.", "12 thousand dollars"),
        ("en", "We have 12,000 dollars left.", "12k"),
        ("en", "It was three and a half, I mean 3.5 million.", "3.5M"),
        ("en", "Then the twenty fourth of March it is.", "March 24"),
        ("en", "Two candidates speak Spanish.", "2 candidates"),
        ("en", "It started in twenty twenty four.", "in 2024"),
        ("es", "Nos quedan doce mil euros.", "12.000 euros"),
        ("fr", "Il nous reste douze mille euros.", "12 000 euros"),
        ("de", "Wir haben noch zwölftausend Euro.", "12.000 Euro"),
    ],
)
def test_the_same_number_written_otherwise_is_the_same(language: str, spoken: str, claimed: str) -> None:
    assert numbers_claimed(claimed, language)
    assert numbers_claimed(claimed, language) <= numbers_said(spoken, language)


def test_another_number_is_another() -> None:
    assert not numbers_claimed("$9,000", "en") <= numbers_said("twelve thousand dollars", "en")


def test_small_numbers_in_words_are_not_claimed() -> None:
    assert numbers_claimed("one of the two candidates", "en") == frozenset()


def test_a_language_without_known_number_words_still_has_its_digits() -> None:
    assert numbers_said("我们还有12000美元", "zh") == {12000}


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "On Friday in March.", {"friday", "march"}),
        ("en", "We may march.", set()),
        ("es", "El viernes, en marzo.", {"friday", "march"}),
        ("fr", "Vendredi, en août.", {"friday", "august"}),
        ("de", "Am Freitag im März.", {"friday", "march"}),
        ("en", "Tomorrow, or in two weeks.", {"tomorrow", "week"}),
        ("es", "Mañana, o en dos semanas.", {"tomorrow", "week"}),
        ("fr", "Demain, ou dans deux semaines.", {"tomorrow", "week"}),
        ("de", "Morgen, oder in zwei Wochen.", {"tomorrow", "week"}),
        ("zh", "星期五", set()),
    ],
)
def test_days_and_months_are_the_same_in_every_language(language: str, text: str, days: set[str]) -> None:
    assert days_in(text, language) == days
