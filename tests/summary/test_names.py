import pytest

from transcripts.summary.names import roll_of
from transcripts.summary.outline import Attendee

JOE, MINA, LEE = Attendee("Joe Alvarez", 0), Attendee("Mina Park", 1), Attendee("Mina Lee", 2)
SCREEN = Attendee("Joe Alvarez (screen)", 3)
ROLL = roll_of([JOE, MINA, LEE, Attendee("Speaker 4", 4), Attendee("", 5)])


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Joe Alvarez", JOE),
        ("joe", JOE),
        ("Alvarez", JOE),
        ("Park", MINA),
        ("Mina Lee", LEE),
        ("Mina", None),
        ("Joe Smith", None),
        ("Sarah", None),
        ("Speaker 4", None),
        ("", None),
    ],
)
def test_a_name_means_one_person_or_nobody(name: str, who: Attendee | None) -> None:
    assert ROLL.who(name) == who


def test_who_is_named_is_found_by_capitals() -> None:
    assert ROLL.named_in("Joe’s budget and the plan of Park") == {JOE, MINA}
    assert ROLL.named_in("we park there, Mina") == frozenset()


def test_a_shared_screen_makes_no_second_person_of_the_same_name() -> None:
    roll = roll_of([JOE, SCREEN])
    assert roll.who("Joe") == JOE
    assert "screen" not in roll.calls
