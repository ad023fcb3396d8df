"""Words in place of others, wherever they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.text.realigning import plain_text
from transcripts.text.replacing import Replacement


@pytest.mark.parametrize(
    ("find", "put", "text", "after"),
    [
        ("Ren", "Wren", "Ren said that Ren’s late.", "Wren said that Wren’s late."),
        ("ren", "Wren", "Ren, REN and ren", "Wren, Wren and Wren"),
        ("ren", "Wren", "Warren renders. _ren_ ren2 2ren", "Warren renders. _Wren_ ren2 2ren"),
        ("check up", "checkout", "Check  up page, check\nup.", "Checkout page, checkout."),
        ("i phone", "iPhone", "I phone sales", "iPhone sales"),
        ("don't", "do not", "Don’t. I don't.", "Do not. I do not."),
        ("um", "", "Um, well um yes um", ", well yes"),
        ("e-mail", "mail", "An e-mail, not e-mails", "An mail, not e-mails"),
        ("C++", "Rust", "C++, C++17 and c++.", "Rust, Rust17 and Rust."),
        ("cafe\u0301", "bar", "Un café", "Un bar"),
        ("会议", "會議", "我们会议开始", "我们會議开始"),
        ("หิว", "อิ่ม", "ฉันหิวมาก", "ฉันอิ่มมาก"),
        ("हम", "तुम", "हम और हमें", "तुम और हमें"),
        (".*", "x", "a .* b", "a x b"),
        ("a", r"\1\g<0>", "a b", r"\1\g<0> b"),
        ("nowhere", "x", "Nothing to see.", "Nothing to see."),
    ],
)
def test_whole_words_are_replaced_in_any_case(find: str, put: str, text: str, after: str) -> None:
    assert Replacement(find, put).applied(text) == after


TEXTS = st.text().map(plain_text)


@given(TEXTS.filter(bool), TEXTS, TEXTS)
def test_any_text_is_left_as_it_is_or_plain(find: str, put: str, text: str) -> None:
    after = Replacement(find, put).applied(text)
    assert after == plain_text(after)


@given(TEXTS.filter(bool), st.lists(st.sampled_from(["one", "two", "Three,"])))
def test_a_word_between_blanks_is_always_found(word: str, others: list[str]) -> None:
    text = " ".join([*others, word, *others])
    assert Replacement(word, "\N{SNOWMAN}").applied(text).count("\N{SNOWMAN}") >= 1
