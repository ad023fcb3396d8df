from datetime import date

import pytest

from transcripts.summary.due import date_of, due_in

THURSDAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("language", "sentence", "due", "day"),
    [
        ("en", "Mina fixes it by Thursday.", "by Thursday", "2026-01-22"),
        ("en", "Ask for a quote before Friday, please.", "before Friday", "2026-01-16"),
        ("en", "I will tell her tomorrow morning.", "tomorrow morning", "2026-01-16"),
        ("en", "I will call her this afternoon.", "this afternoon", "2026-01-15"),
        ("en", "Send it by the twentieth of March.", "by the 20th of March", "2026-03-20"),
        ("en", "Send it on March 24.", "on March 24", "2026-03-24"),
        ("en", "It is due by the end of the month.", "by the end of the month", "2026-01-31"),
        ("en", "It is due by the end of next week.", "by the end of next week", "2026-01-23"),
        ("en", "We see in two weeks.", "in two weeks", "2026-01-29"),
        ("es", "Hablo con el dueño mañana.", "mañana", "2026-01-16"),
        ("es", "Lo quiero antes del viernes.", "antes del viernes", "2026-01-16"),
        ("es", "Lo envío el lunes que viene.", "el lunes que viene", "2026-01-19"),
        ("es", "Lo envío para el veinte de marzo.", "para el 20 de marzo", "2026-03-20"),
        ("es", "Lo envío pasado mañana.", "pasado mañana", "2026-01-17"),
        ("fr", "J'appelle le propriétaire demain matin.", "demain matin", "2026-01-16"),
        ("fr", "Il me le faut d’ici le vingt mars.", "d'ici le 20 mars", "2026-03-20"),
        ("fr", "On se voit lundi prochain.", "lundi prochain", "2026-01-19"),
        ("de", "Ich schicke es bis zum zwanzigsten März.", "bis zum 20. März", "2026-03-20"),
        ("de", "Ich rufe ihn morgen früh an.", "morgen früh", "2026-01-16"),
        ("de", "Das brauche ich nächste Woche.", "nächste Woche", "2026-01-23"),
    ],
)
def test_a_day_is_found_as_it_was_said_and_counted_from_the_meeting(
    language: str, sentence: str, due: str, day: str
) -> None:
    assert due_in(sentence, language) == due
    assert date_of(due, language, THURSDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "It may be late."),
        ("en", "We march on."),
        ("de", "Guten Morgen zusammen."),
        ("sv", "by Thursday"),
        ("en", ""),
    ],
)
def test_a_sentence_without_a_day_has_none(language: str, sentence: str) -> None:
    assert due_in(sentence, language) == ""


@pytest.mark.parametrize("due", ["", "when it is ready", "next spring"])
def test_words_that_name_no_day_give_no_date(due: str) -> None:
    assert date_of(due, "en", THURSDAY) is None
