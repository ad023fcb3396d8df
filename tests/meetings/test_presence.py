"""Who was there when, by events in any order, late, and twice."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from meetings import presence
from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from meetings.platforms.base import FoundParticipant
from meetings.platforms.events import MeetingEnded, MeetingStarted, ParticipantJoined, ParticipantLeft
from tests.builders import START, a_meeting

pytestmark = pytest.mark.django_db

ROOM = "standup-20260110042117"
SESSION = "4cdae3c0-86cb-4578-8a6d-3a228bb48345"
JOINED = START + timedelta(seconds=5)
LEFT = JOINED + timedelta(minutes=2)
Event = ParticipantJoined | ParticipantLeft


@pytest.fixture
def meeting() -> Meeting:
    return a_meeting(room_name=ROOM, start_date=START)


def a_joining(session_id: str = "ann-1", user_id: str | None = None, **fields: object) -> ParticipantJoined:
    values = {"room_name": ROOM, "user_name": "Ann", "joined_at": JOINED, **fields}
    return ParticipantJoined(session_id=session_id, user_id=user_id, **values)  # type: ignore[arg-type]


def a_leaving(session_id: str = "ann-1", user_id: str | None = None, **fields: object) -> ParticipantLeft:
    values = {"room_name": ROOM, "user_name": "Ann", "joined_at": JOINED, "left_at": LEFT, **fields}
    return ParticipantLeft(session_id=session_id, user_id=user_id, **values)  # type: ignore[arg-type]


def tell(events: Sequence[Event]) -> None:
    for event in events:
        joins = isinstance(event, ParticipantJoined)
        assert presence.participant_joined(event) if joins else presence.participant_left(event)  # type: ignore[arg-type]


def at_once(events: Sequence[Event]) -> None:
    together = threading.Barrier(len(events))

    def tell_one(event: Event) -> None:
        together.wait()
        tell([event])
        connections.close_all()

    threads = [threading.Thread(target=tell_one, args=[event]) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stays() -> list[Any]:
    return list(
        DailyParticipantSession.objects.order_by("pk").values("session_id", "user_name", "joined_at", "left_at")
    )


ONE_STAY = [{"session_id": "ann-1", "user_name": "Ann", "joined_at": JOINED, "left_at": LEFT}]


def test_edge_19_someone_with_a_name_of_any_length_was_there(meeting: Meeting) -> None:
    tell(
        [
            a_joining(user_name="Ann" * 100),
            a_leaving("ben-1", user_name=None),
            a_joining("ben-1", user_name="é" * 300),
            a_leaving("cem-1", user_name="Cem" * 100),
        ]
    )
    stays = DailyParticipantSession.objects.order_by("session_id")
    assert [stay.user_name for stay in stays] == ["Ann" * 85, "é" * 255, "Cem" * 85]


def test_a_stay_has_the_documented_key(meeting: Meeting) -> None:
    tell([a_joining(user_id="user-ann")])
    milliseconds = round(JOINED.timestamp() * 1000)
    assert DailyParticipantSession.objects.get().pk == f"{meeting.pk}:user-ann:{milliseconds}"


@pytest.mark.parametrize("order", list(permutations([a_joining(), a_leaving(), a_joining(), a_leaving()])))
def test_edge_34_joining_and_leaving_in_any_order_and_twice_is_one_stay(
    meeting: Meeting, order: Sequence[Event]
) -> None:
    tell(order)
    assert stays() == ONE_STAY


def test_edge_34_someone_whose_coming_was_never_told_was_there(meeting: Meeting) -> None:
    tell([a_leaving()])
    assert stays() == ONE_STAY


def test_edge_34_someone_who_left_at_an_unknown_time_after_coming_ends_that_stay(meeting: Meeting) -> None:
    tell([a_joining(), a_leaving(joined_at=None)])
    assert stays() == ONE_STAY


@pytest.mark.parametrize("user_id", [None, "user-ann"])
@pytest.mark.parametrize("order", sorted(set(permutations(["joined", "left", "joined", "left"]))))
def test_edge_34_where_leaving_does_not_tell_since_when_any_order_is_one_stay_too(
    meeting: Meeting, order: Sequence[str], user_id: str | None
) -> None:
    events: dict[str, Event] = {
        "joined": a_joining(user_id=user_id),
        "left": a_leaving(user_id=user_id, joined_at=None),
    }
    tell([events[name] for name in order])
    assert stays() == ONE_STAY


def test_edge_34_the_name_told_with_a_leaving_that_came_first_is_kept(meeting: Meeting) -> None:
    tell([a_leaving(joined_at=None), a_joining(user_name=None)])
    assert stays() == ONE_STAY


def test_edge_34_a_leaving_that_came_first_ends_nobody_else_s_stay(meeting: Meeting) -> None:
    tell([a_leaving("ben-1", joined_at=None, user_name="Ben"), a_joining()])
    left = {stay.session_id: stay.left_at for stay in meeting.participant_sessions.all()}
    assert left == {"ann-1": None, "ben-1": LEFT}


@pytest.mark.django_db(transaction=True)
def test_edge_34_joining_and_leaving_told_to_two_workers_at_once_is_one_stay(meeting: Meeting) -> None:
    names = [f"p{number}" for number in range(12)]
    for name in names:
        at_once([a_joining(name), a_leaving(name, joined_at=None)])
    times = meeting.participant_sessions.order_by("session_id").values_list("session_id", "joined_at", "left_at")
    assert list(times) == [(name, JOINED, LEFT) for name in sorted(names)]


def test_edge_34_leaving_before_joining_by_the_clock_ends_the_stay_at_its_start(meeting: Meeting) -> None:
    tell([a_joining(), a_leaving(left_at=JOINED - timedelta(seconds=1))])
    assert stays() == [{**ONE_STAY[0], "left_at": JOINED}]


@pytest.mark.parametrize("user_id", [None, "user-ann"])
def test_edge_34_two_devices_that_join_in_one_millisecond_are_two_stays(meeting: Meeting, user_id: str | None) -> None:
    both = [a_joining("phone", user_id), a_joining("laptop", user_id)]
    tell([*both, a_leaving("laptop", user_id), *reversed(both)])
    left = {stay.session_id: stay.left_at for stay in meeting.participant_sessions.all()}
    assert left == {"phone": None, "laptop": LEFT}


def test_edge_18_who_comes_back_has_two_stays(meeting: Meeting) -> None:
    again = LEFT + timedelta(minutes=1)
    tell([a_joining(user_id="user-ann"), a_leaving(user_id="user-ann")])
    tell([a_joining("ann-2", "user-ann", joined_at=again)])
    assert [(stay["session_id"], stay["left_at"]) for stay in stays()] == [("ann-1", LEFT), ("ann-2", None)]


@pytest.mark.parametrize("events", [[a_joining(user_name=None), a_leaving()], [a_leaving(user_name=None), a_joining()]])
def test_edge_19_a_name_that_comes_later_is_filled_in(meeting: Meeting, events: Sequence[Event]) -> None:
    tell(events)
    assert stays() == ONE_STAY


def test_edge_19_a_name_is_not_taken_away_or_changed(meeting: Meeting) -> None:
    tell([a_joining(), a_joining(user_name=None), a_joining(user_name="Somebody else")])
    assert [stay["user_name"] for stay in stays()] == ["Ann"]


@pytest.mark.parametrize("tell_it", [presence.participant_joined, presence.participant_left])
def test_edge_17_without_the_meeting_nothing_is_stored_and_it_says_so(tell_it: Callable[..., bool]) -> None:
    a_meeting(room_name="another", start_date=START)
    assert not tell_it(a_joining() if tell_it is presence.participant_joined else a_leaving())
    assert stays() == []


def test_edge_13_people_are_put_into_the_meeting_of_their_time(meeting: Meeting) -> None:
    later = a_meeting(room_name=ROOM, start_date=START + timedelta(days=1))
    tell([a_joining(), a_joining("ben-1", joined_at=JOINED + timedelta(days=1))])
    assert [stay.meeting for stay in DailyParticipantSession.objects.order_by("joined_at")] == [meeting, later]


SESSION_STARTED = MeetingStarted(room_name=ROOM, mtg_session_id=SESSION, start_date=START)
SESSION_ENDED = MeetingEnded(room_name=ROOM, mtg_session_id=SESSION, start_date=START, end_date=LEFT)


@pytest.mark.parametrize("order", list(permutations(["started", "ended", "started", "ended"])))
def test_edge_01_a_session_is_remembered_in_any_order_and_once(order: Sequence[str]) -> None:
    for event in order:
        if event == "started":
            presence.session_started(SESSION_STARTED)
        else:
            presence.session_ended(SESSION_ENDED)
    (session,) = DailyMeetingSession.objects.values()
    assert session == {"mtg_session_id": SESSION, "room_name": ROOM, "started_at": START, "ended_at": LEFT}


def test_a_session_whose_start_was_never_told_has_an_end() -> None:
    presence.session_ended(MeetingEnded(room_name=ROOM, mtg_session_id=SESSION, start_date=None, end_date=LEFT))
    session = DailyMeetingSession.objects.get()
    assert (session.started_at, session.ended_at) == (None, LEFT)


def test_a_later_report_of_a_session_changes_nothing() -> None:
    presence.session_ended(SESSION_ENDED)
    other = START + timedelta(hours=1)
    presence.session_ended(MeetingEnded(room_name=ROOM, mtg_session_id=SESSION, start_date=other, end_date=other))
    session = DailyMeetingSession.objects.get()
    assert (session.started_at, session.ended_at) == (START, LEFT)


def test_edge_14_the_sessions_of_a_room_around_a_moment_come_latest_first() -> None:
    for name, starts, ends in (("past", -20, -10), ("long", -9, 9), ("latest", -1, None), ("future", 5, 9)):
        DailyMeetingSession.objects.create(
            mtg_session_id=name,
            room_name=ROOM,
            started_at=START + timedelta(minutes=starts),
            ended_at=None if ends is None else START + timedelta(minutes=ends),
        )
    around = DailyMeetingSession.objects.around(ROOM, START)
    assert [session.pk for session in around] == ["latest", "long"]
    assert not DailyMeetingSession.objects.around("another", START).exists()


def told_by_the_api(session_id: str = "ann-1", **fields: object) -> FoundParticipant:
    """As the events tell it, in whole seconds."""
    values = {"user_name": "Ann", "joined_at": JOINED, "duration_s": 120, **fields}
    return FoundParticipant(session_id, **values)  # type: ignore[arg-type]


def test_without_events_the_stays_are_those_of_the_api(meeting: Meeting) -> None:
    for _ in range(2):
        presence.participants_told(meeting, [told_by_the_api(), told_by_the_api("ben-1", joined_at=None)])
    assert stays() == ONE_STAY


FRACTION = timedelta(milliseconds=345)


@pytest.mark.parametrize("user_id", [None, "user-ann"])
@pytest.mark.parametrize("order", sorted(permutations(["joined", "left", "told"])))
def test_a_stay_told_by_events_and_in_whole_seconds_by_the_api_is_one(
    meeting: Meeting, order: Sequence[str], user_id: str | None
) -> None:
    exact = JOINED + FRACTION
    tellings: dict[str, Callable[[], object]] = {
        "joined": lambda: tell([a_joining(user_id=user_id, joined_at=exact)]),
        "left": lambda: tell([a_leaving(user_id=user_id, joined_at=exact, left_at=LEFT + FRACTION)]),
        "told": lambda: presence.participants_told(meeting, [told_by_the_api(user_id=user_id)]),
    }
    for name in order:
        tellings[name]()
    (stay,) = stays()
    assert stay["joined_at"] == (JOINED if order[0] == "told" else exact)
    assert stay["left_at"] == LEFT + FRACTION


def test_the_api_ends_a_stay_whose_leaving_no_event_told(meeting: Meeting) -> None:
    tell([a_joining(user_name=None)])
    presence.participants_told(meeting, [told_by_the_api()])
    assert stays() == ONE_STAY


def test_the_api_ends_no_stay_earlier_than_an_event_did(meeting: Meeting) -> None:
    tell([a_joining(), a_leaving()])
    presence.participants_told(meeting, [told_by_the_api(duration_s=5)])
    assert stays() == ONE_STAY


def test_who_stayed_on_is_told_of_again(meeting: Meeting) -> None:
    for duration_s in (60, 120):
        presence.participants_told(meeting, [told_by_the_api(duration_s=duration_s)])
    assert stays() == ONE_STAY


def test_who_may_be_there_still_has_not_left(meeting: Meeting) -> None:
    now = timezone.now().replace(microsecond=0)
    presence.participants_told(meeting, [told_by_the_api(joined_at=now - timedelta(seconds=90), duration_s=80)])
    assert [stay["left_at"] for stay in stays()] == [None]


def test_a_leaving_that_came_before_its_joining_is_that_of_the_stay_the_api_tells(meeting: Meeting) -> None:
    tell([a_leaving(joined_at=None)])
    presence.participants_told(meeting, [told_by_the_api(duration_s=None)])
    assert stays() == ONE_STAY


def test_a_length_that_is_no_length_ends_no_stay(meeting: Meeting) -> None:
    presence.participants_told(meeting, [told_by_the_api(duration_s=10**30)])
    assert [stay["left_at"] for stay in stays()] == [None]


def test_edge_18_two_stays_of_one_person_told_by_the_api_are_two(meeting: Meeting) -> None:
    again = LEFT + timedelta(minutes=1)
    both = [told_by_the_api(user_id="ann"), told_by_the_api("ann-2", user_id="ann", joined_at=again)]
    presence.participants_told(meeting, both)
    assert [(stay["session_id"], stay["joined_at"]) for stay in stays()] == [("ann-1", JOINED), ("ann-2", again)]
