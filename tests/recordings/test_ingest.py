"""The one way in: whatever is reported, however often and in whatever order, is one row with an outcome."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id
from meetings.models import Meeting
from meetings.opening import store_meeting
from meetings.platforms.base import FoundRecording
from recordings.ingest import AlreadyLinked, ingest, link, match_again
from recordings.models import Recording, RecordingStart
from recordings.signals import recording_matched, recording_stored
from tests.builders import START, a_meeting, a_room, an_unmatched_recording
from tests.recordings.reports import (
    ANN_SPEAKS,
    BEN_SHOWS,
    BEN_SPEAKS,
    BENS_SCREEN_SOUNDS,
    ROOM,
    SESSION,
    a_report,
    failing,
    heard,
    its_meeting,
    rows,
)
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db

Outcome = Recording.Outcome
WEBHOOK = a_report(mtg_session_id=None)
LIST = a_report(object_key=None)
NO_DURATION = a_report(duration_s=None)


def stored(found: FoundRecording) -> Recording:
    recording = ingest(found)
    assert recording is not None
    return Recording.objects.get(pk=recording.pk)


@pytest.fixture
def bucket(settings: Settings, tmp_path: Path) -> Path:
    """A folder in the place of the platform's bucket."""
    settings.RECORDINGS_DIR = tmp_path
    return tmp_path


def test_a_matched_recording_is_stored_as_it_was_reported() -> None:
    meeting = its_meeting(room=a_room())
    stored(a_report(bucket_name="ours"))
    assert rows() == [
        {
            "id": "r1",
            "platform": "daily",
            "room_name": ROOM,
            "meeting_id": meeting.pk,
            "room_id": meeting.room_id,
            "type": "raw-tracks",
            "recorded_at": START + timedelta(seconds=19),
            "duration": 80,
            "bucket_name": "ours",
            "object_key": f"acme/{ROOM}/1768018896877",
            "track_keys": [ANN_SPEAKS.key, BEN_SPEAKS.key],
            "tracks_hidden": False,
            "unreadable_tracks": 0,
            "mtg_session_id": SESSION,
            "outcome": "matched",
        }
    ]


@pytest.mark.parametrize("order", list(permutations([WEBHOOK, LIST, NO_DURATION])))
def test_edge_15_reports_in_any_order_make_the_same_row_once(order: Sequence[FoundRecording]) -> None:
    its_meeting()
    whole = a_report("whole")
    ingest(whole)
    with heard(recording_stored) as told_stored, heard(recording_matched) as told_matched:
        for found in [*order, *reversed(order), *order, WEBHOOK]:
            ingest(found)
    one, expected = rows()
    assert one == {**expected, "id": "r1"}
    assert told_stored == told_matched == ["r1"]
    assert Transcript.objects.filter(recording="r1").count() == 1


def test_edge_15_a_later_report_changes_nothing_that_is_known() -> None:
    its_meeting()
    ingest(a_report(bucket_name="ours"))
    before = rows()
    different: dict[str, Any] = {
        "room_name": "another",
        "start_date": START + timedelta(days=1),
        "duration_s": 1,
        "bucket_name": "theirs",
        "object_key": "another",
        "tracks": (BENS_SCREEN_SOUNDS,),
        "mtg_session_id": "another",
        "type": "cloud",
    }
    ingest(a_report(**different))
    assert rows() == before


def test_edge_01_the_session_is_filled_in_later_and_may_never_come() -> None:
    its_meeting()
    assert stored(WEBHOOK).mtg_session_id is None
    assert stored(WEBHOOK).outcome == Outcome.MATCHED
    assert stored(LIST).mtg_session_id == SESSION


@pytest.mark.parametrize("status", ["in-progress", "canceled", "", "something new"])
def test_edge_07_a_recording_that_is_not_finished_is_not_stored_yet(status: str) -> None:
    its_meeting()
    assert ingest(a_report(status=status, duration_s=None)) is None
    assert rows() == []


def test_edge_06_a_finished_recording_without_duration_or_of_no_length_is_stored() -> None:
    its_meeting()
    assert stored(a_report("none", duration_s=None)).duration is None
    assert stored(a_report("zero", duration_s=0)).duration == 0


def test_edge_03_tracks_that_are_hidden_empty_or_absent_are_three_outcomes(bucket: Path) -> None:
    its_meeting()
    (bucket / "one.mp4").touch()
    hidden = stored(a_report("hidden", tracks=None, tracks_hidden=True))
    silent = stored(a_report("silent", tracks=()))
    single = stored(a_report("single", tracks=None, object_key="one.mp4"))
    assert (hidden.outcome, hidden.track_keys, hidden.is_multitrack) == (Outcome.TRACKS_HIDDEN, [], False)
    assert (silent.outcome, silent.track_keys, silent.is_multitrack) == (Outcome.NO_AUDIO, [], False)
    assert (single.outcome, single.track_keys, single.is_multitrack) == (Outcome.ONE_FILE, None, False)
    assert not Transcript.objects.exists()


@pytest.mark.parametrize("given", Recording.Type.values)
def test_edge_02_a_given_type_is_taken(given: str) -> None:
    its_meeting()
    recording = stored(a_report(type=given))
    assert recording.type == given
    assert (recording.track_keys is None) == (given != "raw-tracks")


def test_edge_02_a_type_that_nobody_knows_is_inferred() -> None:
    its_meeting()
    assert stored(a_report(type="rtp-tracks")).type == "raw-tracks"


def test_edge_02_without_a_type_the_start_of_the_recording_tells() -> None:
    meeting = its_meeting()
    RecordingStart.objects.create(recording_id="cloud", instance_id=str(cloud_instance_id(meeting.pk)))
    RecordingStart.objects.create(recording_id="raw", instance_id=str(raw_tracks_instance_id(meeting.pk)))
    assert stored(a_report("cloud")).type == "cloud"
    assert stored(a_report("raw", tracks=None)).type == "raw-tracks"


def test_edge_02_without_a_type_the_instance_in_the_report_tells() -> None:
    meeting = its_meeting()
    assert stored(a_report(instance_id=str(cloud_instance_id(meeting.pk)))).type == "cloud"


def test_edge_02_an_instance_that_is_not_ours_tells_nothing() -> None:
    its_meeting()
    RecordingStart.objects.create(recording_id="r1", instance_id="somebody's")
    assert stored(a_report()).type == "raw-tracks"


def test_edge_02_without_a_type_tracks_make_raw_tracks_whatever_file_there_is(bucket: Path) -> None:
    its_meeting()
    (bucket / "one.mp4").touch()
    assert stored(a_report(object_key="one.mp4")).type == "raw-tracks"


def test_edge_02_without_type_and_tracks_a_file_makes_cloud(bucket: Path) -> None:
    its_meeting()
    (bucket / "one.mp4").touch()
    assert stored(a_report("there", tracks=None, object_key="one.mp4")).type == "cloud"
    gone = stored(a_report("gone", tracks=None, object_key="two.mp4"))
    assert (gone.type, gone.outcome) == ("raw-tracks", Outcome.NO_AUDIO)


def test_edge_02_without_anything_it_is_raw_tracks_without_audio() -> None:
    its_meeting()
    recording = stored(a_report(tracks=None, object_key=None))
    assert (recording.type, recording.outcome) == ("raw-tracks", Outcome.NO_AUDIO)


def test_when_the_storage_cannot_be_asked_the_type_stays_open_until_it_can(settings: Settings, tmp_path: Path) -> None:
    its_meeting()
    found = a_report(tracks=None, object_key="one.mp4")
    assert stored(found).outcome == Outcome.TRACKS_HIDDEN
    assert stored(found).outcome == Outcome.TRACKS_HIDDEN
    settings.RECORDINGS_DIR = tmp_path
    (tmp_path / "one.mp4").touch()
    recording = stored(found)
    assert (recording.type, recording.track_keys, recording.outcome) == ("cloud", None, Outcome.ONE_FILE)


def test_when_the_storage_comes_back_without_a_file_no_audio_was_captured(settings: Settings, tmp_path: Path) -> None:
    its_meeting()
    found = a_report(tracks=None)
    ingest(found)
    settings.RECORDINGS_DIR = tmp_path
    assert stored(found).outcome == Outcome.NO_AUDIO


def test_edge_03_hidden_tracks_that_turn_up_later_are_transcribed_once(bucket: Path) -> None:
    its_meeting()
    hidden = a_report(tracks=None, tracks_hidden=True)
    with heard(recording_matched) as told:
        assert stored(hidden).outcome == Outcome.TRACKS_HIDDEN
        assert stored(a_report()).outcome == Outcome.MATCHED
        assert stored(hidden).outcome == Outcome.MATCHED
    assert told == ["r1"]
    assert stored(hidden).track_keys == [ANN_SPEAKS.key, BEN_SPEAKS.key]
    assert Transcript.objects.count() == 1


def test_edge_03_hidden_tracks_that_turn_out_to_be_none_are_no_audio(bucket: Path) -> None:
    its_meeting()
    ingest(a_report(tracks=None, tracks_hidden=True))
    assert stored(a_report(tracks=())).outcome == Outcome.NO_AUDIO


def test_edge_03_tracks_of_which_the_first_report_says_nothing_may_turn_out_to_be_hidden(bucket: Path) -> None:
    its_meeting()
    assert stored(a_report(tracks=None, type="raw-tracks")).outcome == Outcome.NO_AUDIO
    hidden = a_report(tracks=None, tracks_hidden=True)
    assert [stored(hidden).outcome, stored(hidden).outcome] == [Outcome.TRACKS_HIDDEN] * 2
    assert stored(a_report()).outcome == Outcome.MATCHED


def test_edge_30_tracks_that_daily_lists_late_are_transcribed_once(bucket: Path) -> None:
    its_meeting()
    with heard(recording_matched) as told:
        assert stored(a_report(tracks=())).outcome == Outcome.NO_AUDIO
        assert stored(a_report()).outcome == Outcome.MATCHED
        ingest(a_report(tracks=()))
    assert told == ["r1"]


def test_only_sound_is_kept_and_a_shared_screen_sounds_too() -> None:
    its_meeting()
    tracks = (BEN_SHOWS, BEN_SPEAKS, BENS_SCREEN_SOUNDS, ANN_SPEAKS)
    assert stored(a_report(tracks=tracks)).track_keys == [BEN_SPEAKS.key, BENS_SCREEN_SOUNDS.key, ANN_SPEAKS.key]


def test_a_recording_of_pictures_alone_has_no_audio() -> None:
    its_meeting()
    recording = stored(a_report(tracks=(BEN_SHOWS,)))
    assert (recording.type, recording.track_keys, recording.outcome) == ("raw-tracks", [], Outcome.NO_AUDIO)


def test_tracks_that_could_not_be_read_are_counted() -> None:
    its_meeting()
    assert stored(a_report(unreadable_tracks=2)).unreadable_tracks == 2


def test_tracks_that_can_be_read_later_count_as_unreadable_no_more(bucket: Path) -> None:
    its_meeting()
    assert stored(a_report(tracks=(), unreadable_tracks=2)).outcome == Outcome.NO_AUDIO
    recording = stored(a_report())
    assert (recording.outcome, recording.unreadable_tracks) == (Outcome.MATCHED, 0)


def test_edge_17_a_recording_without_a_meeting_is_a_row_and_nothing_more() -> None:
    with heard(recording_matched) as told:
        recording = stored(a_report())
    assert (recording.outcome, recording.meeting) == (Outcome.NO_MEETING, None)
    assert told == []
    assert not Transcript.objects.exists()


def test_edge_17_it_asks_for_a_person_only_if_the_room_is_one_of_ours() -> None:
    a_room(name="standup")
    ingest(a_report("ours"))
    for number, name in enumerate(("standup_of_others-1", "Standup-1", "my-standup-1", "standup", "")):
        ingest(a_report(f"theirs{number}", room_name=name))
    asking = Recording.objects.asking_for_a_person()
    assert [recording.pk for recording in asking] == ["ours"]


def test_edge_17_a_meeting_stored_later_takes_up_its_recordings() -> None:
    ingest(a_report())
    ingest(a_report("other", room_name="another"))
    with heard(recording_matched) as told:
        meeting = store_meeting(Meeting(room_name=ROOM, start_date=START))
        ingest(a_report())
    assert told == ["r1"]
    assert Recording.objects.get(pk="r1").meeting == meeting
    assert Recording.objects.get(pk="other").meeting is None


def test_a_meeting_that_came_in_unseen_is_found_by_a_later_report() -> None:
    ingest(a_report())
    meeting = its_meeting()
    with heard(recording_matched) as told:
        assert stored(a_report()).meeting == meeting
    assert told == ["r1"]


def test_a_room_name_that_is_told_later_leads_to_the_meeting() -> None:
    meeting = its_meeting()
    assert stored(a_report(room_name="")).outcome == Outcome.NO_MEETING
    assert stored(a_report()).meeting == meeting


def test_matching_again_asks_once_however_many_wait(django_assert_num_queries: Any) -> None:
    for number in range(20):
        ingest(a_report(f"r{number}", room_name=f"elsewhere-{number}"))
    with django_assert_num_queries(1):
        assert match_again() == 0


def test_matching_again_finds_the_meetings_of_all_rooms_or_of_one() -> None:
    for name in ("a", "b"):
        ingest(a_report(name, room_name=f"{name}-20260110042117"))
        a_meeting(room_name=f"{name}-20260110042117", start_date=START)
    assert match_again("a-20260110042117") == 1
    assert match_again() == 1
    assert match_again() == 0
    assert not Recording.objects.without_meeting().exists()


def test_edge_13_matching_again_leaves_alone_what_no_meeting_is_near_to() -> None:
    ingest(a_report())
    its_meeting(start_date=START + timedelta(hours=1))
    its_meeting(start_date=START - timedelta(hours=200))
    assert match_again() == 0


def test_edge_14_many_recordings_of_one_meeting_all_belong_to_it() -> None:
    meeting = its_meeting()
    for number in range(21):
        ingest(a_report(f"r{number}", start_date=START + timedelta(minutes=21 - number)))
    assert meeting.recordings.count() == Transcript.objects.filter(meeting=meeting).count() == 21


def test_edge_14_overlapping_recordings_of_one_session_are_both_kept() -> None:
    its_meeting()
    ingest(a_report("outer", duration_s=80))
    ingest(a_report("inner", start_date=START + timedelta(seconds=37), duration_s=62))
    assert [row["outcome"] for row in rows()] == [Outcome.MATCHED, Outcome.MATCHED]


def test_a_recording_is_linked_by_hand_once() -> None:
    recording = an_unmatched_recording()
    meeting = a_meeting()
    with heard(recording_matched) as told:
        link(recording, meeting)
        link(recording, meeting)
    assert (recording.meeting, recording.outcome) == (meeting, Outcome.MATCHED)
    assert told == [recording.pk]


def test_a_recording_that_belongs_to_a_meeting_is_not_given_to_another() -> None:
    recording = an_unmatched_recording()
    link(recording, a_meeting())
    with pytest.raises(AlreadyLinked, match="belongs to the meeting"):
        link(Recording.objects.get(), a_meeting())


@pytest.mark.parametrize(
    ("track_keys", "outcome"), [([], Outcome.NO_AUDIO), (None, Outcome.ONE_FILE), (["a"], Outcome.MATCHED)]
)
def test_linking_tells_what_is_left_to_do(track_keys: list[str] | None, outcome: str) -> None:
    recording = an_unmatched_recording(track_keys=track_keys)
    link(recording, a_meeting())
    assert recording.outcome == outcome
    assert Transcript.objects.exists() == (outcome == Outcome.MATCHED)


@pytest.mark.parametrize("signal", [recording_stored, recording_matched])
def test_a_receiver_that_fails_undoes_the_recording_and_its_transcript(signal: Any) -> None:
    its_meeting()
    with failing(signal, LookupError()), pytest.raises(LookupError):
        ingest(a_report())
    assert rows() == []
    assert not Transcript.objects.exists()
    assert stored(a_report()).outcome == Outcome.MATCHED


def test_a_receiver_that_fails_undoes_the_link() -> None:
    recording = an_unmatched_recording()
    with failing(recording_matched, LookupError()), pytest.raises(LookupError):
        link(recording, a_meeting())
    assert Recording.objects.get().outcome == Outcome.NO_MEETING
    assert not Transcript.objects.exists()


def test_a_report_without_news_costs_one_look(django_assert_num_queries: Any) -> None:
    its_meeting()
    ingest(a_report())
    with django_assert_num_queries(1):
        ingest(a_report())


def test_edge_03_tracks_that_were_hidden_are_still_so_once_the_meeting_is_known(bucket: Path) -> None:
    waiting = stored(a_report(tracks=None, tracks_hidden=True))
    assert waiting.outcome == Outcome.NO_MEETING
    link(waiting, its_meeting())
    assert waiting.outcome == Outcome.TRACKS_HIDDEN
