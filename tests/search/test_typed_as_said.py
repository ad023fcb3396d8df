"""Whatever stands in a text finds it, typed as it stands there or a little otherwise."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.search.meeting import meets
from transcripts.text.folding import folded
from transcripts.text.query import MOST_CHARACTERS, parse

LANGUAGES = st.sampled_from(["", "en", "de", "fr", "tr", "ru", "ja", "th", "ar", "xx"])
SAID = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *(
                    "2026-01-15",
                    "3.5",
                    "1,200.50",
                    "ada.lovelace@example.co.uk",
                    "https://example.com/a-b?x=1",
                    "C++",
                    "R&D",
                ),
                *("state-of-the-art", "don’t", "O'Brien's", "’n’", "foo_bar", "U.S.A.", "50%", "GPT-4", "½", "№5"),
                *("Straße", "Işık", "İstanbul'da", "naïve", "Ωμέγα", "ёлки", "l’œuvre", "Żółć", "đường"),
                *("会議は木曜日", "ﾐｰﾃｨﾝｸﾞ", "การประชุม", "회의에서", "الاجتماع", "שָׁלוֹם", "बैठक", "🎉", "👩‍💻"),
            ]
        ),
        min_size=1,
    ).map(" ".join),
)
LATIN = st.text(
    st.characters(min_codepoint=0x41, max_codepoint=0x24F, categories=["Lu", "Ll"]), min_size=1, max_size=30
)

QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»＂「」『』', " "))


def chunks_of(said: str) -> list[str]:
    """What a person types to look for just one of them: without what is a sign of the search."""
    return [chunk.lstrip("-−–") for chunk in said.translate(QUOTES).split()]


@given(SAID, LANGUAGES)
def test_every_chunk_of_a_text_finds_it(said: str, language: str) -> None:
    tokens = folded(said, language)
    for chunk in chunks_of(said):
        query = parse(chunk)
        assert chunk == "OR" or not query or meets(tokens, query), chunk


@given(SAID, LANGUAGES)
def test_a_text_in_quotes_finds_itself(said: str, language: str) -> None:
    query = parse(f'"{said.translate(QUOTES)[: MOST_CHARACTERS - 2]}"')
    assert not query or meets(folded(said, language), query)


@given(SAID, LANGUAGES)
@example(":«0", "en")
def test_what_finds_a_text_leaves_it_out_behind_a_minus(said: str, language: str) -> None:
    tokens = folded(said, language)
    for chunk in chunks_of(said):
        query = parse(f"{chunk} -{chunk}")
        assert not query or not meets(tokens, query)


@given(LATIN, LANGUAGES)
def test_capitals_make_no_difference(word: str, language: str) -> None:
    for typed in (word.upper(), word.lower(), word.title()):
        query = parse(typed)
        assert not query or typed == "OR" or meets(folded(word, language), query), typed


@pytest.mark.parametrize(
    ("said", "language", "typed"),
    [
        ("We meet on 2026-01-15 at 3.5 percent.", "en", "2026-01-15"),
        ("We meet on 2026-01-15 at 3.5 percent.", "en", "2026"),
        ("We meet on 2026-01-15 at 3.5 percent.", "en", "3.5"),
        ("Write to ada.lovelace@example.co.uk.", "en", "ada.lovelace@example.co.uk"),
        ("Write to ada.lovelace@example.co.uk.", "en", "lovelace"),
        ("Her e-mail is state-of-the-art.", "en", "email stateoftheart"),
        ("Her email is well known.", "en", "e-mail well-known"),
        ("It’s O’Brien’s.", "en", "its o'brien obriens"),
        ("Große Straße", "de", "grosse STRASSE"),
        ("Grosse Strasse", "de", "große Straße"),
        ("Işık İstanbul'da ılık", "tr", "ışık isik istanbul ILIK"),
        ("我们明天开会讨论预算", "zh", "预算 开会"),
        ("การประชุมพรุ่งนี้", "th", "ประชุม"),
        ("회의에서 만나요", "ko", "회의"),
        ("ﾐｰﾃｨﾝｸﾞをします", "ja", "ミーティング"),
        ("לכולם שָׁלוֹם", "he", "שלום"),
        ("To be or not to be", "en", "to be or not"),
        ("I am", "en", "i"),
    ],
)
def test_a_text_is_found_by_what_people_type(said: str, language: str, typed: str) -> None:
    assert meets(folded(said, language), parse(typed))


@pytest.mark.parametrize(
    ("said", "language", "typed"),
    [
        ("At 3.5 percent.", "en", "35"),
        ("At 3 or 5 percent.", "en", "3.5"),
        ("明天讨论", "zh", "讨明"),
        ("The budgets.", "en", "bud"),
        ("The budgets.", "en", '"budget"'),
    ],
)
def test_and_by_nothing_else(said: str, language: str, typed: str) -> None:
    assert not meets(folded(said, language), parse(typed))
