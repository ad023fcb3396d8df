"""Turns and chapters: every line is shown once, under the right heading and name."""

from hypothesis import given
from hypothesis import strategies as st

from transcripts.pages.turns import LONG_PAUSE_MS, MAX_CHARS, Line, chapters_of, turns_of


def a_line(start_ms: int, speaker: int = 0, text: str = "Hello.", position: int = 0) -> Line:
    return Line(position, start_ms, start_ms + 1000, speaker, text)


def test_lines_of_one_speaker_are_one_turn_until_another_speaks() -> None:
    lines = [a_line(0), a_line(1500), a_line(3000, speaker=1), a_line(4500)]
    assert [len(turn.lines) for turn in turns_of(lines)] == [2, 1, 1]


def test_a_long_pause_begins_a_new_turn() -> None:
    lines = [a_line(0), a_line(1000 + LONG_PAUSE_MS), a_line(2000 + 2 * LONG_PAUSE_MS - 1)]
    assert [turn.start_ms for turn in turns_of(lines)] == [0, 1000 + LONG_PAUSE_MS]


def test_a_monologue_is_cut_after_a_whole_segment() -> None:
    lines = [a_line(number * 1000, text="x" * 300) for number in range(5)]
    turns = turns_of(lines)
    assert [len(turn.lines) for turn in turns] == [2, 2, 1]
    assert all(sum(len(line.text) for line in turn.lines) <= MAX_CHARS for turn in turns)


def test_a_turn_runs_as_its_first_words_do() -> None:
    turns = turns_of([a_line(0, text="42, שלום."), a_line(1500, speaker=1, text="Hello, שלום.")])
    assert [turn.runs_right_to_left for turn in turns] == [True, False]


def test_nobody_spoke_and_there_are_no_turns() -> None:
    assert turns_of([]) == ()
    assert chapters_of([], [(0, "Budget")]) == ()


def test_talk_before_the_first_topic_stands_under_no_heading() -> None:
    chapters = chapters_of([a_line(0), a_line(5000)], [(5000, "Budget")])
    assert [(chapter.title, chapter.turns[0].start_ms) for chapter in chapters] == [("", 0), ("Budget", 5000)]


def test_a_turn_does_not_run_across_a_heading() -> None:
    chapters = chapters_of([a_line(0), a_line(1500), a_line(3000)], [(0, "Hello"), (1500, "Budget")])
    assert [(chapter.title, len(chapter.turns)) for chapter in chapters] == [("Hello", 1), ("Budget", 1)]


LINES = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 3), st.text(max_size=400)), max_size=30)


@given(LINES, st.lists(st.integers(0, 100_000), max_size=5))
def test_every_line_is_shown_once_and_in_order(spoken: list[tuple[int, int, str]], topics: list[int]) -> None:
    lines = [
        a_line(start_ms, speaker, text, position) for position, (start_ms, speaker, text) in enumerate(sorted(spoken))
    ]
    chapters = chapters_of(lines, [(start_ms, "Topic") for start_ms in sorted(topics)])
    shown = [line for chapter in chapters for turn in chapter.turns for line in turn.lines]
    assert shown == lines
    assert all(len({line.speaker for line in turn.lines}) == 1 for chapter in chapters for turn in chapter.turns)
