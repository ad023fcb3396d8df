"""Whose tracks they are: asked of Daily in the order of what can be trusted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from meetings.models import DailyMeetingSession
from meetings.platforms.base import PlatformError
from recordings.models import Recording
from reflector_site.queue import Queue
from tests.builders import a_meeting, a_recording, a_stay
from tests.pipeline.working import MIXED, end, heard, survey, work_off
from tests.standins.daily import DailyStandIn
from transcripts import pipeline
from transcripts.making.naming import people_of
from transcripts.making.tracks import speakers_in
from transcripts.models import Step, Transcript
from transcripts.quick_jobs import run_quick

pytestmark = pytest.mark.django_db

ADA, BOB = "890c0eae-e186-4534-a7bd-7c794b7d6d7f", "9660e8e9-4297-4f17-951d-0b2bf2401803"
SESSION, OTHER = "4cdae3c0-86cb-4578-8a6d-3a228bb48345", "c04334de-42a0-4c2a-96be-a49b068dca85"


def tracks_of(*participants: str, media: str = "cam-audio") -> list[str]:
    return [f"acme/room/1768018896877-{who}-{media}-17680189{number}4565" for number, who in enumerate(participants)]


def a_recording_of(*participants: str, session: str | None = SESSION, **fields: Any) -> Recording:
    keys = fields.pop("track_keys", tracks_of(*participants))
    return a_recording(track_keys=keys, mtg_session_id=session, **fields)


def a_person(participant_id: str, name: str | None, user_id: str | None = "user-1") -> dict[str, Any]:
    return {
        "participant_id": participant_id,
        "user_name": name,
        "user_id": user_id,
        "join_time": 1768018894,
        "duration": 84,
    }


def a_session(recording: Recording, session_id: str, *, begun_s_before: int = 5, **fields: Any) -> dict[str, Any]:
    """A session of the recording's room as Daily lists it."""
    start = round(recording.recorded_at.timestamp()) - begun_s_before
    told = {"id": session_id, "room": recording.room_name, "start_time": start, "duration": 200, "ongoing": False}
    return {**told, **fields}


def names(recording: Recording) -> list[str]:
    """The stored names, in the order of the speakers, of a transcript made of the recording."""
    version = pipeline.begin(recording).versions.get()
    run_quick(version.steps.get(kind=Step.Kind.PARTICIPANTS).pk)
    return [participant["name"] for participant in speakers_in(version).participants]


class TestWhereTheNamesComeFrom:
    def test_the_recording_s_own_session_is_asked_first_and_alone(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Ada"), a_person(BOB, "Bob", None)]}
        found = people_of(a_recording_of(ADA, BOB))
        assert found["people"] == {
            ADA: {"name": "Ada", "user_id": "user-1"},
            BOB: {"name": "Bob", "user_id": None},
        }
        assert found["mtg_session_id"] == SESSION
        assert {request.path for request in daily.requests} == {f"/meetings/{SESSION}/participants"}

    def test_when_they_came_and_went_is_kept_with_the_meeting(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Ada"), a_person(BOB, "Bob", None)]}
        meeting = a_meeting()
        for _ in range(2):
            people_of(a_recording_of(ADA, meeting=meeting))
        joined = datetime.fromtimestamp(1768018894, UTC)
        left = joined + timedelta(seconds=84)
        kept = meeting.participant_sessions.order_by("user_name").values_list("user_name", "joined_at", "left_at")
        assert list(kept) == [("Ada", joined, left), ("Bob", joined, left)]

    def test_people_of_a_session_that_the_recording_was_not_made_in_are_not_kept(self, daily: DailyStandIn) -> None:
        meeting = a_meeting()
        daily.participants = {SESSION: [a_person(BOB, "Bob")]}
        people_of(a_recording_of(ADA, meeting=meeting))
        assert not meeting.participant_sessions.exists()

    def test_edge_1_without_a_session_the_history_is_asked(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        DailyMeetingSession.objects.create(
            mtg_session_id=OTHER, room_name=recording.room_name, started_at=recording.recorded_at
        )
        daily.participants = {OTHER: [a_person(ADA, "Ada")]}
        assert people_of(recording)["mtg_session_id"] == OTHER
        assert daily.seen("GET", "/meetings") == []

    def test_edge_1_without_a_history_daily_s_sessions_of_the_room_are_asked(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        daily.sessions = [a_session(recording, SESSION)]
        daily.participants = {SESSION: [a_person(ADA, "Ada")]}
        assert names(recording) == ["Ada"]
        assert daily.seen("GET", "/meetings")[0].query["room"] == recording.room_name

    def test_sessions_that_were_over_or_not_begun_are_not_asked(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        daily.sessions = [
            a_session(recording, "over", begun_s_before=7_200, duration=600),
            a_session(recording, "later", begun_s_before=-60),
            a_session(recording, SESSION),
        ]
        daily.participants = {SESSION: [a_person(ADA, "Ada")]}
        assert names(recording) == ["Ada"]
        asked = {request.path for request in daily.requests if request.path.endswith("/participants")}
        assert asked == {f"/meetings/{SESSION}/participants"}

    def test_a_session_that_goes_on_is_asked(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        daily.sessions = [a_session(recording, SESSION, begun_s_before=7_200, duration=7_300, ongoing=True)]
        daily.participants = {SESSION: [a_person(ADA, "Ada")]}
        assert names(recording) == ["Ada"]

    def test_of_two_sessions_under_way_the_later_is_asked_first(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        daily.sessions = [
            a_session(recording, "earlier", begun_s_before=100, duration=110),
            a_session(recording, SESSION, begun_s_before=2),
        ]
        daily.participants = {"earlier": [a_person(ADA, "Wrong")], SESSION: [a_person(ADA, "Ada")]}
        assert names(recording) == ["Ada"]

    def test_who_is_missing_in_one_session_is_looked_for_in_the_next(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, BOB)
        daily.sessions = [a_session(recording, OTHER)]
        daily.participants = {SESSION: [a_person(ADA, "Ada")], OTHER: [a_person(BOB, "Bob")]}
        assert names(recording) == ["Ada", "Bob"]

    def test_who_daily_does_not_know_goes_by_the_stays_that_webhooks_told_of(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, BOB)
        assert recording.meeting is not None
        a_stay(recording.meeting, "Ada (by webhook)", session_id=ADA)
        a_stay(recording.meeting, "Bob", session_id=BOB)
        daily.participants = {SESSION: [a_person(ADA, "Ada")]}
        assert names(recording) == ["Ada", "Bob"]

    def test_without_a_key_for_daily_the_stays_alone_give_the_names(self) -> None:
        recording = a_recording_of(ADA)
        assert recording.meeting is not None
        a_stay(recording.meeting, "Ada", session_id=ADA)
        assert names(recording) == ["Ada"]

    def test_stays_in_another_meeting_give_no_names(self) -> None:
        a_stay(a_meeting(), "Wrong", session_id=ADA)
        assert names(a_recording_of(ADA)) == ["Speaker 0"]

    def test_who_is_found_nowhere_is_numbered(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(BOB, "Bob")]}
        assert names(a_recording_of(ADA, BOB)) == ["Speaker 0", "Bob"]

    def test_people_who_have_no_track_are_no_participants(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Ada"), a_person(BOB, "Bob")]}
        assert set(people_of(a_recording_of(ADA))["people"]) == {ADA}

    def test_a_session_ends_with_the_recording_s_room_name_not_another_s(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA, session=None)
        daily.sessions = [a_session(recording, SESSION, room="elsewhere-20260110042117")]
        daily.participants = {SESSION: [a_person(ADA, "Wrong")]}
        assert names(recording) == ["Speaker 0"]


class TestOddPeople:
    def test_edge_18_one_user_under_two_ids_stays_two_speakers(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "test2", "user-1"), a_person(BOB, "test", "user-1")]}
        recording = a_recording_of(ADA, BOB)
        found = people_of(recording)["people"]
        assert (found[ADA]["user_id"], found[BOB]["user_id"]) == ("user-1", "user-1")
        assert names(recording) == ["test2", "test"]

    def test_edge_18_several_files_of_one_id_are_one_speaker(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Ada"), a_person(BOB, "Bob")]}
        assert names(a_recording_of(track_keys=tracks_of(ADA, BOB, ADA))) == ["Ada", "Bob"]

    @pytest.mark.parametrize("nothing", [None, "", "   "])
    def test_edge_19_a_person_without_a_name_is_numbered(self, daily: DailyStandIn, nothing: str | None) -> None:
        daily.participants = {SESSION: [a_person(ADA, nothing)]}
        assert names(a_recording_of(ADA)) == ["Speaker 0"]

    def test_edge_19_two_people_of_one_name_stay_two(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Kim"), a_person(BOB, "Kim")]}
        assert names(a_recording_of(ADA, BOB)) == ["Kim", "Kim"]

    def test_edge_19_names_of_every_script_are_kept(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Zoë 山田"), a_person(BOB, "<b>Bob</b>")]}
        assert names(a_recording_of(ADA, BOB)) == ["Zoë 山田", "<b>Bob</b>"]

    def test_a_shared_screen_is_a_speaker_of_its_own(self, daily: DailyStandIn) -> None:
        daily.participants = {SESSION: [a_person(ADA, "Ada")]}
        keys = tracks_of(ADA) + tracks_of(ADA, media="screen-audio")
        assert names(a_recording_of(track_keys=keys)) == ["Ada", "Ada (screen)"]

    def test_a_name_from_a_webhook_stays_when_daily_has_none(self, daily: DailyStandIn) -> None:
        recording = a_recording_of(ADA)
        assert recording.meeting is not None
        a_stay(recording.meeting, "Ada", session_id=ADA)
        daily.participants = {SESSION: [a_person(ADA, None)]}
        assert names(recording) == ["Ada"]

    def test_the_name_of_a_later_stay_counts(self) -> None:
        recording = a_recording_of(ADA)
        assert recording.meeting is not None
        a_stay(recording.meeting, "Guest", session_id=ADA)
        a_stay(
            recording.meeting,
            "Ada",
            session_id=ADA,
            joined_at=recording.meeting.start_date + timedelta(minutes=1),
        )
        assert names(recording) == ["Ada"]


class TestWhenDailyCannotBeAsked:
    def test_a_wrong_key_is_told_at_once(self, daily: DailyStandIn, settings: Settings) -> None:
        settings.DAILY_API_KEY = "wrong"
        with pytest.raises(PlatformError) as refused:
            people_of(a_recording_of(ADA))
        assert not refused.value.passing
        assert "refuses the API key" in str(refused.value)

    def test_the_transcript_is_made_without_names_and_says_why(self, daily: DailyStandIn, settings: Settings) -> None:
        settings.DAILY_API_KEY = "wrong"
        version = pipeline.begin(a_recording_of(ADA)).versions.get()
        run_quick(version.steps.get(kind=Step.Kind.PARTICIPANTS).pk)
        end(version, Step.Kind.FETCH, "0", result={"size": 1})
        end(version, Step.Kind.PREPARE, "0", result=survey((0, 2_000)))
        end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        end(version, Step.Kind.MIX, result=MIXED)
        work_off(Queue.QUICK)
        transcript = Transcript.objects.get(pk=version.transcript_id)
        assert transcript.status == "ready"
        assert transcript.participants == [{"id": ADA, "speaker": 0, "name": "Speaker 0", "user_id": None}]
        assert transcript.warnings[0].startswith("The participants' names could not be asked: ")
        assert "refuses the API key" in transcript.warnings[0]

    def test_names_known_from_webhooks_are_used_when_daily_refuses(
        self, daily: DailyStandIn, settings: Settings
    ) -> None:
        settings.DAILY_API_KEY = "wrong"
        recording = a_recording_of(ADA)
        assert recording.meeting is not None
        a_stay(recording.meeting, "Ada", session_id=ADA)
        assert names(recording) == ["Ada"]
