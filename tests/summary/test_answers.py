import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.summary.llm.answers import BadAnswer, answer_in
from transcripts.summary.llm.languages import is_in_another_language

SENTENCE = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "lines": {"type": "array", "items": {"type": "integer"}}},
    "required": ["text", "lines"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "recap": {"type": "array", "items": SENTENCE}},
    "required": ["title", "recap"],
    "additionalProperties": False,
}
GOOD = {"title": "Budget", "recap": [{"text": "Half is left.", "lines": [3, 4]}]}


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "Sure! Here are the minutes:\n\n{}\n\nI hope this helps {{smile}}.",
        "```json\n{}\n```",
        '<think>They want {{"title": "No"}}, I guess.</think>\n{}',
        '{{"note": 1}} and then {}',
    ],
)
def test_the_answer_is_found_whatever_stands_around_it(written: str) -> None:
    assert answer_in(written.format(json.dumps(GOOD)), SCHEMA) == GOOD


@pytest.mark.parametrize(
    "written",
    [
        "{'title': 'Budget', 'recap': [{'text': 'Half is left.', 'lines': [3, 4],}],}",
        '{"title": "Budget", "recap": [{"text": "Half is left.", "lines": ["3", "[4]"]}]}',
        '{"title": "Budget", "recap": [{"text": " Half is\\nleft. ", "lines": [3, 4], "sure": true}], "more": {}}',
        '{"title": "Budget", "recap": {"text": "Half is left.", "lines": [3, null, "x", 4]}}',
    ],
)
def test_small_faults_are_mended(written: str) -> None:
    assert answer_in(written, SCHEMA) == GOOD


@pytest.mark.parametrize(
    "written",
    ['{"title": "Bud\\u0000get \\ud83d\\ude00\\ud83d"}', '{"title": "Budget \\ud83d\\ude00\\ud83d", "recap": ['],
)
def test_texts_are_of_whole_characters_that_can_be_stored(written: str) -> None:
    assert answer_in(written, SCHEMA)["title"] == "Budget 😀\ufffd"


def test_what_is_missing_is_empty_and_a_bare_sentence_has_no_lines() -> None:
    assert answer_in('{"recap": ["Half is left."]}', SCHEMA) == {
        "title": "",
        "recap": [{"text": "Half is left.", "lines": []}],
    }


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "it is empty"),
        ("I am sorry, but I cannot help with that.", "I am sorry, but I cannot"),
        ('{"answer": 42}', "none of the fields title, recap"),
        ('{"title": 7, "recap": []}', "title"),
        ('{"title": "Budget", "recap": [7]}', "recap"),
        ('{"title": "<title>", "recap": [{"text": "…", "lines": [0]}]}', "says nothing"),
        ('["Budget"]', "there is no JSON"),
        ("{", "it is not JSON"),
    ],
)
def test_an_answer_of_no_use_says_why(written: str, reason: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        answer_in(written, SCHEMA)
    assert reason in str(bad.value)


@pytest.mark.parametrize("depth", [300, 3_000])
@pytest.mark.parametrize("cut", [False, True])
def test_an_answer_that_is_nested_without_end_is_of_no_use(depth: int, cut: bool) -> None:
    with pytest.raises(BadAnswer, match="it is not JSON"):
        answer_in('{"recap": [' * depth, SCHEMA, cut=cut)


def test_of_an_answer_that_was_cut_off_the_unfinished_end_is_dropped() -> None:
    whole = {"title": "Budget", "recap": [*GOOD["recap"], {"text": "Kenji calls the photographer.", "lines": [9]}]}
    written = json.dumps(whole)
    cut = written[: written.index("photographer")]
    assert answer_in(cut, SCHEMA, cut=True) == GOOD
    assert answer_in(cut, SCHEMA) == GOOD


@given(st.integers(1, 200))
def test_wherever_it_is_cut_only_whole_sentences_are_left(length: int) -> None:
    recap = [{"text": f"Sentence number {number} ends here.", "lines": [number]} for number in range(4)]
    written = json.dumps({"title": "Budget", "recap": recap})[:length]
    try:
        answer = answer_in(written, SCHEMA, cut=True)
    except BadAnswer:
        return
    assert all(sentence["text"] in {one["text"] for one in recap} for sentence in answer["recap"])


@given(st.text(max_size=60) | st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "recap", "text", "lines"]), inner)
)).map(json.dumps))  # fmt: skip
def test_nothing_that_a_model_writes_breaks_the_reading(written: str) -> None:
    try:
        answer = answer_in(written, SCHEMA)
    except BadAnswer:
        return
    assert set(answer) == {"title", "recap"}
    assert all(isinstance(line, int) for sentence in answer["recap"] for line in sentence["lines"])


ENGLISH = "The team has twelve thousand dollars left for this quarter and half of it goes into the newsletter."
SPANISH = "El equipo tiene doce mil dólares para este trimestre y la mitad de ellos es para el boletín de la tienda."
CHINESE = "我们今天讨论新网站的发布日期，付款页面还有问题。"


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        (ENGLISH, "en", False),
        (SPANISH, "es", False),
        (CHINESE, "zh", False),
        (ENGLISH, "es", True),
        (SPANISH, "en", True),
        (ENGLISH, "zh", True),
        (ENGLISH, "sv", False),
        ("Launch, budget, lease.", "es", False),
        ("", "es", False),
    ],
)
def test_a_text_in_another_language_is_told(text: str, language: str, other: bool) -> None:
    assert is_in_another_language(text, language) is other
