from hypothesis import given, settings
from hypothesis import strategies as st

from tests.summary.talks import a_talk
from transcripts.summary.llm.parts import Part, line_of, parts_of, plain, token_count
from transcripts.summary.outline import Topic, Utterance


def topics_of(utterances: tuple[Utterance, ...], size: int) -> tuple[Topic, ...]:
    spans = [utterances[begin : begin + size] for begin in range(0, len(utterances), size)]
    return tuple(Topic(span[0].start_ms, span[-1].end_ms, "", (), tuple(u.index for u in span)) for span in spans)


def indices(part: Part) -> list[int]:
    return [utterance.index for piece in part.pieces for utterance in piece.utterances]


def cost(part: Part) -> int:
    return sum(token_count(line_of(utterance)) for piece in part.pieces for utterance in piece.utterances)


TALKS = st.lists(st.integers(1, 60), min_size=1, max_size=60).map(
    lambda sizes: a_talk(*(f"Ana: {'word ' * size}" for size in sizes))
)


@settings(deadline=None)
@given(TALKS, st.integers(1, 9), st.integers(130, 600))
def test_parts_hold_every_utterance_once_in_order_within_the_budget(
    utterances: tuple[Utterance, ...], size: int, most: int
) -> None:
    parts = parts_of(utterances, topics_of(utterances, size), most_tokens=most, most_parts=1000)
    assert [index for part in parts for index in indices(part)] == [u.index for u in utterances]
    assert all(cost(part) <= most for part in parts)


@settings(deadline=None)
@given(TALKS, st.integers(1, 9), st.integers(1, 4))
def test_there_are_never_more_parts_than_allowed(utterances: tuple[Utterance, ...], size: int, most: int) -> None:
    parts = parts_of(utterances, topics_of(utterances, size), most_tokens=200, most_parts=most)
    assert len(parts) <= most
    held = [index for part in parts for index in indices(part)]
    assert held == sorted(set(held))


def test_a_topic_that_fits_is_not_torn() -> None:
    utterances = a_talk(*(["Ana: " + "word " * 30] * 6))
    parts = parts_of(utterances, topics_of(utterances, 3), most_tokens=250, most_parts=9)
    assert [indices(part) for part in parts] == [[0, 1, 2], [3, 4, 5]]
    assert [[piece.topic for piece in part.pieces] for part in parts] == [[0], [1]]


def test_when_not_all_can_be_read_the_shortest_utterances_are_left_out() -> None:
    utterances = a_talk(*(["Ana: " + "word " * 30, "Bob: Yes."] * 6))
    (part,) = parts_of(utterances, topics_of(utterances, 12), most_tokens=300, most_parts=1)
    assert all(len(utterances[index].text) > 10 for index in indices(part))


def test_a_part_can_be_halved_until_there_is_one_utterance_left() -> None:
    utterances = a_talk("Ana: one", "Bob: two", "Ana: three")
    (part,) = parts_of(utterances, topics_of(utterances, 2), most_tokens=500, most_parts=1)
    first, second = part.halves
    assert (indices(first), indices(second)) == ([0], [1, 2])
    assert [piece.topic for piece in second.pieces] == [0, 1]
    assert first.halves == ()


@given(st.text(max_size=80), st.text(max_size=300))
def test_an_utterance_is_one_line_and_marks_no_border(name: str, text: str) -> None:
    line = line_of(Utterance(7, 0, 1, name, text))
    assert line.startswith("[7] ")
    assert len(line.splitlines()) == 1
    assert not set("<>=`|") & set(line)
    assert plain(line) == line


def test_chinese_is_guessed_at_a_token_for_each_sign() -> None:
    assert token_count("付款页面") == 4
