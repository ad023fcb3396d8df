"""What a word is found by: the same tokens for every way of writing it, which no database takes apart."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transcripts.text.folding import MOST_LETTERS, fold, folded, tokens_of, words_in

LANGUAGES = st.sampled_from(["", "en", "de", "fr", "es", "ru", "ja", "ar", "xx"])
TOKEN = re.compile(r"[a-z]+[01][a-z0-9]+")


def plain(text: str, language: str = "") -> list[str]:
    return [token[2:] for token in folded(text, language).split() if re.match("p[01]", token)]


def stems(word: str, language: str) -> set[str]:
    return {token for token in tokens_of(word, language).others if token.startswith(f"{language}0")}


@given(st.text(), LANGUAGES)
def test_any_text_becomes_plain_tokens_between_blanks(text: str, language: str) -> None:
    tokens = folded(text, language)
    assert tokens == " ".join(tokens.split())
    assert all(TOKEN.fullmatch(token) for token in tokens.split())


@given(st.text())
def test_words_stand_where_they_are_said_to(text: str) -> None:
    places = list(words_in(text))
    assert [text[place.start : place.end] for place in places] == [place.written for place in places]
    assert all(before.end <= after.start for before, after in pairwise(places))


@given(st.text())
@example("⒜ 🄐 ℃ ㈀ ゛ ☂")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    for place in words_in(text):
        assert fold(fold(place.written)) == fold(place.written)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1), LANGUAGES)
def test_a_word_is_found_by_itself_in_every_language(word: str, language: str) -> None:
    assert set(folded(word, "").split()) <= set(folded(word, language).split())


@given(st.from_regex(r"\A[a-zàâäçéèêëîïôöùûüñáíóú]{1,20}\Z"), st.sampled_from(["en", "de", "fr", "es", "pt", "it"]))
def test_accents_make_no_difference_in_any_language(word: str, language: str) -> None:
    bare = unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
    assert set(tokens_of(bare, language).others) <= set(tokens_of(word, language).others)
    assert tokens_of(bare, language).plain == tokens_of(word, language).plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("ＡＢＣ", "abc"),
        ("ﬁn", "fin"),
        ("ёлка", "елка"),
        ("Οδυσσεύς", "οδυσσευσ"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("İstanbul", "istanbul"),
        ("don’t", "don't"),
        ("e\u2011mail", "e-mail"),
    ],
)
def test_ways_of_writing_are_one_word(one: str, other: str) -> None:
    assert folded(one, "") == folded(other, "") != ""


def test_signs_that_make_another_word_stay() -> None:
    assert folded("が", "ja") != folded("か", "ja")
    assert folded("की", "hi") != folded("का", "hi")


def test_pieces_of_a_word_stand_for_themselves_and_together() -> None:
    assert plain("don't e-mail l'eau") == ["don", "t", "e", "mail", "l", "eau"]
    assert {"w0dont", "w0email", "w0leau"} <= set(folded("don't e-mail l'eau", "").split())


def test_scripts_without_blanks_give_a_token_for_each_character() -> None:
    assert len(plain("会議は木曜日")) == 6
    assert len(plain("회의는 좋다")) == 5
    assert plain("GPT4の会議")[0] == "gpt4"


@pytest.mark.parametrize("sign", ["🎉", "☕"])
def test_symbols_are_words(sign: str) -> None:
    assert plain(sign) == [sign.encode().hex()]


@pytest.mark.parametrize("signs", ["", "  ", "...", "—!?", "_", "\0", "\u200d"])
def test_other_signs_are_not(signs: str) -> None:
    assert folded(signs, "en") == ""


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "budgets", "budget"),
        ("en", "running", "runs"),
        ("en", "Ada's", "ada"),
        ("de", "Häuser", "Haus"),
        ("de", "Entscheidungen", "Entscheidung"),
        ("de", "Müller", "mueller"),
        ("es", "canciones", "canción"),
        ("es", "reuniones", "reunion"),
        ("fr", "réunions", "reunion"),
        ("fr", "mangée", "mangees"),
        ("fr", "mangée", "mange"),
        ("ru", "встречи", "встреча"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    def all_stems(word: str) -> set[str]:
        return {token for token in tokens_of(word, language).others if token.startswith(language)}

    assert all_stems(one) & all_stems(other)


def test_stems_are_of_the_texts_own_language() -> None:
    assert stems("dies", "en") == {"en0die"}
    assert not stems("dies", "ja")
    assert {token[:2] for token in tokens_of("dies", "de").others} == {"de"}


def test_a_word_without_end_is_cut() -> None:
    assert folded("a" * 5_000, "") == f"p0{'a' * MOST_LETTERS}"
