import pytest

from tests.text.spoken import words_of
from transcripts.text.sentences import sentences_of, split_sentences
from transcripts.text.words import Word


def cut(text: str) -> list[str]:
    return ["".join(word.text for word in sentence).strip() for sentence in sentences_of(words_of(text), pause_ms=2000)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It is late.", "We go home."],
        ["Really?", "Yes!", "Fine…", "Next."],
        ['She said "no."', "Then she left."],
        ["We will do (maybe).", "Later."],
        ["No.", "I disagree."],
        ["¿Qué hora es?", "¡Tarde!", "Vamos."],
        ["Ils cost 12.", "That is all."],
        ["It was I.", "Nobody else."],
    ],
)
def test_sentences_end_at_their_marks(sentences: list[str]) -> None:
    assert cut(" " + " ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Ask Dr. Smith and Mrs. Jones.",
        "Some fruit, e.g. Apples, is left.",
        "It costs 3.5 dollars at example.com today.",
        "Version 2.0 beta is out.",
        "J. R. Tolkien wrote it.",
        "We met at 9 a.m. in the office.",
        "Well... maybe not.",
        "See No. 5 on the list.",
        "Das gilt z.B. Montags.",
        "Wir treffen uns am 3. März im Büro.",
        "La Sra. García llega.",
        "Nous attendons M. Dupont.",
    ],
)
def test_a_stop_that_ends_nothing_does_not_cut(sentence: str) -> None:
    assert cut(" " + sentence) == [sentence]


def test_a_number_that_the_model_wrote_in_two_words_stays_whole() -> None:
    words = [Word(0, 1, " about"), Word(1, 2, " 3."), Word(2, 3, "5"), Word(3, 4, " euros.")]
    assert len(sentences_of(words, pause_ms=2000)) == 1


def test_an_abbreviation_that_the_model_wrote_in_pieces_is_seen_whole() -> None:
    words = [Word(0, 1, " fruit,"), Word(1, 2, " e"), Word(2, 3, ".g."), Word(3, 4, " Apples.")]
    assert len(sentences_of(words, pause_ms=2000)) == 1


def test_chinese_and_japanese_sentences_end_without_a_blank() -> None:
    words = [Word(0, 1, "今天"), Word(1, 2, "很好。"), Word(2, 3, "你"), Word(3, 4, "好吗？"), Word(4, 5, "好")]
    assert [len(sentence) for sentence in sentences_of(words, pause_ms=2000)] == [2, 2, 1]


def test_a_long_pause_ends_a_sentence_that_has_no_mark() -> None:
    words = words_of(" so I thought") + words_of(" never mind", start_ms=2900)
    assert [len(sentence) for sentence in sentences_of(words, pause_ms=2000)] == [3, 2]
    assert len(sentences_of(words, pause_ms=2001)) == 1


def test_a_text_is_split_into_its_sentences() -> None:
    assert split_sentences("Well. Ask Dr. Smith! 今天很好。「你好吗？」好") == [
        "Well.",
        "Ask Dr. Smith!",
        "今天很好。",
        "「你好吗？」",
        "好",
    ]
    assert split_sentences("") == split_sentences("  ") == []
