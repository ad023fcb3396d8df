from uuid import UUID

from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id

MEETING = UUID("034804b8-cee2-4fb4-94d7-122f6f068a61")


def test_a_cloud_recording_has_the_meeting_s_own_id() -> None:
    assert cloud_instance_id(MEETING) == MEETING


def test_the_id_of_raw_tracks_recordings_never_changes() -> None:
    assert raw_tracks_instance_id(MEETING) == UUID("3817c632-5991-5208-bd3f-c42c8ef32c04")


def test_both_kinds_can_run_at_once() -> None:
    assert raw_tracks_instance_id(MEETING) != cloud_instance_id(MEETING)
