from collections.abc import Collection

from tests.summary.talks import a_talk
from transcripts.summary.topics import most_topics, topic_starts
from transcripts.summary.vectors import vectors_of

GARDEN = ["roses need water", "water the garden", "garden soil and roses", "soil needs compost", "compost for roses"]
ENGINE = [
    "the engine leaks oil",
    "oil pressure drops",
    "pressure in the engine",
    "engine valves leak",
    "valves and oil",
]


def starts_of(texts: list[str], announced: Collection[int] = ()) -> tuple[int, ...]:
    utterances = a_talk(*(f"Ana: {text}" for text in texts))
    return topic_starts(
        utterances, vectors_of([text.split() for text in texts]), [n in announced for n in range(len(texts))]
    )


def test_a_topic_begins_where_the_vocabulary_changes() -> None:
    assert starts_of(GARDEN + ENGINE) == (0, 5)


def test_an_announcement_begins_a_topic_even_in_like_vocabulary() -> None:
    assert starts_of(GARDEN + GARDEN, {4}) == (0, 4)


def test_no_topic_begins_too_near_to_another_or_to_the_end() -> None:
    assert starts_of(GARDEN, {2, 4}) == (0,)


def test_nothing_said_has_no_topics() -> None:
    assert topic_starts((), vectors_of([["a"]]), ()) == ()


def test_a_single_utterance_is_one_topic() -> None:
    assert starts_of(["roses need water"]) == (0,)


def test_longer_talk_may_have_more_topics_but_never_more_than_a_reader_follows() -> None:
    minutes = [3, 26, 60, 300]
    talks = [a_talk("Ana: x", "Bob: " + "x " * (minute * 150)) for minute in minutes]
    assert [most_topics(talk) for talk in talks] == [6, 17, 27, 50]
