"""One language for a recording."""

from transcripts.speech.languages import TrackLanguages, choose_language, merged_evidence


def track(seconds: int, **languages: float) -> TrackLanguages:
    return TrackLanguages(seconds * 1000, languages)


def test_an_accented_voice_does_not_change_the_language_of_the_meeting() -> None:
    choice = choose_language([track(49, en=0.99), track(38, en=0.99), track(47, ja=0.52, en=0.30)])
    assert choice.language == "en"
    assert choice.of_tracks == ("en", "en", "en")
    assert 0.7 < choice.probability < 0.8


def test_tracks_count_by_their_seconds_of_speech() -> None:
    assert choose_language([track(5, de=0.9), track(5, de=0.9), track(60, fr=0.7)]).language == "fr"


def test_a_fixed_language_wins() -> None:
    choice = choose_language([track(60, en=0.99)], fixed="de")
    assert (choice.language, choice.probability, choice.of_tracks) == ("de", 1.0, ("de",))


def test_a_track_that_is_sure_speaks_its_own_language() -> None:
    choice = choose_language([track(300, en=0.99), track(120, es=0.98, en=0.01)])
    assert choice.of_tracks == ("en", "es")


def test_a_track_that_says_little_goes_along_however_sure_it_is() -> None:
    assert choose_language([track(300, en=0.99), track(6, es=0.99)]).of_tracks == ("en", "en")


def test_without_speech_the_language_is_english_with_no_confidence() -> None:
    choice = choose_language([track(0), track(0)])
    assert (choice.language, choice.probability, choice.of_tracks) == ("en", 0.0, ("en", "en"))


def test_evidence_is_weighted_by_length() -> None:
    assert merged_evidence([(30_000, {"en": 1.0}), (10_000, {"fr": 1.0})]) == {"en": 0.75, "fr": 0.25}
    assert merged_evidence([]) == {}
