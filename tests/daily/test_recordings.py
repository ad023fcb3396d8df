import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.platforms.base import FoundTrack, NotUnderstood
from meetings.platforms.daily.recordings import recording_from_api, recording_from_event
from tests.daily.build import ANN, BEN, LEFT_OUT, ROOM, SESSION, START_MS, START_S, a_key, a_recording, a_track
from tests.standins.daily import ready_to_download

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_finished_recording_is_read_whole() -> None:
    found = recording_from_api(a_recording())
    assert (found.platform, found.id, found.room_name) == ("daily", "b0fa94da-73b5-4f95-9239-5216a682a505", ROOM)
    assert found.start_date == datetime(2026, 1, 10, 4, 21, 36, tzinfo=UTC)
    assert found.finished
    assert (found.duration_s, found.max_participants, found.mtg_session_id) == (80, 2, SESSION)
    assert found.object_key == f"acme/{ROOM}/{START_MS}"
    assert found.tracks == (
        FoundTrack(a_key(ANN), "audio", 17652),
        FoundTrack(a_key(BEN, start_ms=1768018899286), "audio", 17652),
    )


@pytest.mark.parametrize("missing", [None, "", LEFT_OUT])
def test_edge_01_a_recording_without_its_session_is_read(missing: object) -> None:
    assert recording_from_api(a_recording(mtgSessionId=missing)).mtg_session_id is None


def test_edge_02_the_type_is_kept_as_given_and_not_guessed() -> None:
    assert recording_from_api(a_recording()).type is None
    assert recording_from_api(a_recording(type="raw-tracks")).type == "raw-tracks"
    assert recording_from_api(a_recording(type="hologram")).type == "hologram"


def test_edge_03_tracks_that_are_null_empty_or_absent_differ() -> None:
    hidden = recording_from_api(a_recording(tracks=None))
    silent = recording_from_api(a_recording(tracks=[]))
    one_file = recording_from_api(a_recording(tracks=LEFT_OUT))
    assert (hidden.tracks, hidden.tracks_hidden) == (None, True)
    assert (silent.tracks, silent.tracks_hidden, silent.audio_keys) == ((), False, ())
    assert (one_file.tracks, one_file.tracks_hidden, one_file.audio_keys) == (None, False, None)


def test_edge_03_a_cloud_recording_has_no_tracks_to_hide() -> None:
    assert not recording_from_api(a_recording(type="cloud", tracks=None)).tracks_hidden


@pytest.mark.parametrize("spelling", ["s3Key", "s3key", "s3_key"])
def test_edge_04_keys_are_read_in_every_spelling(spelling: str) -> None:
    track = a_track(s3Key=LEFT_OUT) | {spelling: a_key()}
    raw = a_recording(s3key=LEFT_OUT, tracks=[track]) | {spelling: "acme/one"}
    found = recording_from_api(raw)
    assert (found.object_key, found.audio_keys) == ("acme/one", (a_key(),))


def test_edge_05_floats_stand_for_whole_numbers() -> None:
    raw = a_recording(start_ts=float(START_S), duration=79.6, max_participants=2.0, tracks=[a_track(size=17652.0)])
    expected = recording_from_api(a_recording(tracks=[a_track()]))
    assert recording_from_api(raw) == expected


def test_edge_06_a_recording_in_progress_has_no_duration() -> None:
    found = recording_from_api(a_recording(status="in-progress", duration=LEFT_OUT, tracks=LEFT_OUT))
    assert found.in_progress
    assert not found.finished
    assert found.duration_s is None


@pytest.mark.parametrize("duration", [None, LEFT_OUT, "80", -1, True, float("nan"), float("inf"), 10**400])
def test_edge_06_a_finished_recording_without_a_usable_duration_is_finished(duration: object) -> None:
    found = recording_from_api(a_recording(duration=duration))
    assert found.finished
    assert found.duration_s is None


@pytest.mark.parametrize("status", ["canceled", "on-hold", LEFT_OUT, None])
def test_edge_07_other_statuses_are_neither_finished_nor_in_progress(status: object) -> None:
    found = recording_from_api(a_recording(status=status))
    assert (found.finished, found.in_progress) == (False, False)


def test_edge_08_the_number_of_participants_may_be_missing() -> None:
    assert recording_from_api(a_recording(max_participants=LEFT_OUT)).max_participants is None


def test_edge_09_unknown_fields_change_nothing() -> None:
    assert recording_from_api(a_recording(hologram={"x": [1]}, data_outputs=[])) == recording_from_api(a_recording())


def test_edge_15_webhook_and_list_give_the_same_but_for_the_session() -> None:
    by_list = recording_from_api(a_recording())
    by_webhook = recording_from_event(ready_to_download(a_recording())["payload"])
    assert by_webhook == replace(by_list, mtg_session_id=None)


def test_edge_02_the_webhook_of_the_documentation_names_no_type() -> None:
    payload = ready_to_download(a_recording(status=LEFT_OUT))["payload"]
    found = recording_from_event(payload)
    assert (found.type, found.finished) == (None, True)


def test_edge_18_several_files_of_one_person_are_kept_in_order() -> None:
    keys = [a_key(ANN, start_ms=1768018914565), a_key(BEN), a_key(ANN, start_ms=1768018960000)]
    assert recording_from_api(a_recording(tracks=[a_track(key) for key in keys])).audio_keys == tuple(keys)


def test_a_track_listed_twice_is_one_track() -> None:
    assert recording_from_api(a_recording(tracks=[a_track(), a_track()])).audio_keys == (a_key(),)


def test_videos_are_told_from_audio_by_type_and_without_it_by_name() -> None:
    video = a_key(media="cam-video")
    tracks = [a_track(), a_track(video, type="video"), a_track(a_key(BEN), type=LEFT_OUT)]
    found = recording_from_api(a_recording(tracks=tracks))
    assert found.tracks is not None
    assert [track.kind for track in found.tracks] == ["audio", "video", "audio"]
    assert found.audio_keys == (a_key(), a_key(BEN))


def test_edge_23_the_sound_of_a_screen_is_audio() -> None:
    screen = a_key(media="screen-audio")
    assert recording_from_api(a_recording(tracks=[a_track(screen)])).audio_keys == (screen,)


@pytest.mark.parametrize("odd", [None, "x", {}, a_track(s3Key=None), a_track("notes.txt", type="scent")])
def test_a_track_that_cannot_be_read_is_counted_and_leaves_the_others(odd: object) -> None:
    found = recording_from_api(a_recording(tracks=[odd, a_track()]))
    assert (found.audio_keys, found.unreadable_tracks) == ((a_key(),), 1)


def test_what_a_report_leaves_out_is_taken_from_the_names_of_the_tracks() -> None:
    found = recording_from_api(a_recording(room_name=LEFT_OUT, start_ts=None))
    assert found == recording_from_api(a_recording())


def test_a_room_that_nothing_names_is_left_empty() -> None:
    assert recording_from_api(a_recording(room_name=LEFT_OUT, tracks=[])).room_name == ""


def test_the_bucket_is_read_where_daily_tells_it() -> None:
    found = recording_from_api(a_recording(s3key=LEFT_OUT, s3={"bucket_name": "ours", "key": "acme/one"}))
    assert (found.bucket_name, found.object_key) == ("ours", "acme/one")
    assert recording_from_api(a_recording()).bucket_name is None


def test_an_instance_id_is_taken_where_it_is_offered() -> None:
    assert recording_from_event(a_recording(recording_id="r", instance_id="i")).instance_id == "i"


def test_text_that_no_database_stores_is_cleaned() -> None:
    assert recording_from_api(a_recording(room_name="a\0b\ud800")).room_name == "ab\ufffd"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "recording",
        [],
        {},
        a_recording(id=None),
        a_recording(id=7),
        a_recording(id="a/b"),
        a_recording(id=".."),
        a_recording(start_ts=None, tracks=[]),
        a_recording(start_ts="soon", tracks=[]),
        a_recording(start_ts=1e300, tracks=[]),
        a_recording(start_ts=-5, tracks=[]),
        a_recording(tracks={"audio": 1}),
    ],
)
def test_what_cannot_be_read_says_why(raw: object) -> None:
    with pytest.raises(NotUnderstood, match=r"missing|is not|is no id"):
        recording_from_api(raw)


@given(st.dictionaries(st.sampled_from([*a_recording(), "type", "s3"]), json_values))
def test_no_json_whatsoever_breaks_the_reading(changes: dict[str, Any]) -> None:
    for read in (recording_from_api, recording_from_event):
        try:
            found = read(a_recording(**changes))
        except NotUnderstood:
            continue
        json.dumps([found.room_name, found.id]).encode()
        assert found.start_date.tzinfo is UTC
