"""Bad input, end to end: each ends in an outcome that names its cause, and the other recordings go on.

Recordings are found by a poll of the stand-in, and their work is done by the real jobs, engine process and all.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from pytest_django import Settings

from meetings.models import Meeting
from recordings.jobs import poll_recordings
from recordings.models import PlatformPoll, Recording
from tests.builders import a_room
from tests.pipeline.working import work_off, work_to_the_end
from tests.settings import ROOT
from tests.speech.sounds import silence, tone, track
from tests.standins.daily import DailyStandIn, refusal
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db(transaction=True)

FIXTURE = ROOT / "tests" / "fixtures" / "verified_example"
SILENT = "f4a50f94-053c-4f9d-bda6-78ad051fbc36"
BAD = "0bad0bad-0000-4000-8000-000000000001"
ROOM = "daily-private-igor-20260110042117"
ADA, BOB = "890c0eae-e186-4534-a7bd-7c794b7d6d7f", "9660e8e9-4297-4f17-951d-0b2bf2401803"
SESSION = "c04334de-42a0-4c2a-96be-a49b068dca85"


def key_of(who: str) -> str:
    return f"igormonadical/{ROOM}/1768018885102-{who}-cam-audio-1768018885102"


@pytest.fixture
def platform(daily: DailyStandIn, bucket: Path) -> DailyStandIn:
    """Daily with one good recording, in which nobody speaks, and one bad one, of Ada and Bob."""
    told = json.loads((FIXTURE / "daily.json").read_text())
    daily.recordings = [entry for entry in told["recordings"]["data"] if entry["id"] == SILENT]
    daily.participants = {session: page["data"] for session, page in told["participants"].items()}
    daily.participants[SESSION] += [
        {"participant_id": who, "user_id": None, "user_name": name, "join_time": 1768018880, "duration": 12}
        for who, name in ((ADA, "Ada"), (BOB, "Bob"))
    ]
    shutil.copytree(FIXTURE / "bucket", bucket, dirs_exist_ok=True)
    opened = told["meeting"]
    Meeting.objects.create(
        id=opened["id"], room=a_room(name=opened["room"]), room_name=ROOM, start_date=opened["start_date"]
    )
    return daily


def report_bad(platform: DailyStandIn, *who: str) -> None:
    tracks = [{"type": "audio", "s3Key": key_of(one), "size": 1} for one in who]
    good = platform.recordings[0]
    platform.recordings.append({**good, "id": BAD, "tracks": tracks})


def transcript_of(recording_id: str) -> Transcript:
    return Transcript.objects.get(recording=recording_id)


def poll_and_work() -> None:
    poll_recordings("daily")
    work_to_the_end()


def text(path: Path) -> None:
    path.write_text("This is no audio at all. " * 100)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(7).bytes(100_000))


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")


def header_alone(path: Path) -> None:
    track(path, [(0, silence(1))])
    path.write_bytes(path.read_bytes()[:200])


def video(path: Path) -> None:
    """A second of pictures without sound."""
    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width = stream.height = 64
        for _ in range(10):
            container.mux(stream.encode(VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("write", [text, nothing, noise, playlist, video])
def test_a_track_that_is_no_audio_fails_with_the_reason_and_the_other_recording_is_ready(
    platform: DailyStandIn, bucket: Path, write: Callable[[Path], None]
) -> None:
    report_bad(platform, ADA)
    write(bucket / key_of(ADA))
    poll_and_work()
    assert transcript_of(SILENT).status == "ready"
    bad = transcript_of(BAD)
    assert bad.status == "failed"
    assert bad.error == REASONS[write]


UNKNOWN_KIND = "track-1 is not audio of a kind that is read here: WebM, Ogg, MP4, AAC, WAV, FLAC or MP3."
REASONS: dict[Callable[[Path], None], str] = {
    text: UNKNOWN_KIND,
    nothing: "track-1 is empty.",
    noise: UNKNOWN_KIND,
    playlist: UNKNOWN_KIND,
    video: "track-1 has no audio in it.",
}


@pytest.mark.parametrize("write", [text, nothing, noise, playlist, video])
def test_a_track_that_is_no_audio_leaves_the_others_of_its_recording(
    platform: DailyStandIn, bucket: Path, write: Callable[[Path], None]
) -> None:
    report_bad(platform, ADA, BOB)
    write(bucket / key_of(ADA))
    track(bucket / key_of(BOB), [(0, tone(3))])
    poll_and_work()
    mixed = transcript_of(BAD)
    assert mixed.status == "ready"
    assert mixed.duration_ms == pytest.approx(3_000, abs=100)
    assert mixed.warnings == [f"A track could not be read: {REASONS[write]}"]
    assert [person["name"] for person in mixed.participants] == ["Ada", "Bob"]


@pytest.mark.model
def test_a_track_that_is_no_audio_leaves_the_words_of_the_others(platform: DailyStandIn, bucket: Path) -> None:
    report_bad(platform, ADA, BOB)
    text(bucket / key_of(ADA))
    spoken = next((FIXTURE / "bucket").rglob(f"*{BOB}-cam-audio*"))
    shutil.copyfile(spoken, bucket / key_of(BOB))
    poll_and_work()
    half = transcript_of(BAD)
    assert half.status == "ready"
    assert half.warnings == [f"A track could not be read: {UNKNOWN_KIND}"]
    assert "<v Speaker1>" in half.webvtt
    assert "<v Speaker0>" not in half.webvtt


def test_a_track_cut_in_half_keeps_its_first_half(platform: DailyStandIn, bucket: Path) -> None:
    report_bad(platform, ADA)
    path = track(bucket / key_of(ADA), [(0, tone(10))])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    poll_and_work()
    half = transcript_of(BAD)
    assert half.status == "ready"
    assert half.duration_ms == pytest.approx(5_000, abs=600)


def test_edge_24_a_file_with_a_header_alone_is_a_silent_track(platform: DailyStandIn, bucket: Path) -> None:
    report_bad(platform, ADA)
    header_alone(bucket / key_of(ADA))
    poll_and_work()
    assert (transcript_of(BAD).status, transcript_of(BAD).webvtt) == ("ready", "WEBVTT\n")


def test_a_track_that_never_arrives_fails_in_the_end_with_the_reason(platform: DailyStandIn) -> None:
    report_bad(platform, ADA)
    poll_and_work()
    assert transcript_of(SILENT).status == "ready"
    bad = transcript_of(BAD)
    assert bad.status == "failed"
    assert bad.error.startswith(f"The file {key_of(ADA)} is not in the folder ")


def test_a_track_that_arrives_late_is_waited_for(platform: DailyStandIn, bucket: Path) -> None:
    report_bad(platform, ADA)
    poll_recordings("daily")
    work_off()
    assert transcript_of(BAD).status == "transcribing"
    track(bucket / key_of(ADA), [(0, tone(1))])
    work_to_the_end()
    assert (transcript_of(BAD).status, transcript_of(BAD).warnings) == ("ready", [])


def test_without_a_bucket_the_missing_setting_is_named(platform: DailyStandIn, settings: Settings) -> None:
    settings.RECORDINGS_DIR = None
    poll_and_work()
    failed = transcript_of(SILENT)
    assert failed.status == "failed"
    assert "DAILYCO_STORAGE_AWS_BUCKET_NAME" in failed.error


def test_with_a_wrong_key_the_poll_says_so_and_stores_nothing(platform: DailyStandIn, settings: Settings) -> None:
    settings.DAILY_API_KEY = "wrong"
    poll_and_work()
    assert "refuses the API key" in PlatformPoll.objects.get(pk="daily").error
    assert not Recording.objects.exists()


def test_without_a_network_the_poll_says_so_and_the_next_one_makes_up_for_it(
    platform: DailyStandIn, settings: Settings
) -> None:
    api_url = settings.DAILY_API_URL
    settings.DAILY_API_URL = "http://127.0.0.1:9/v1"
    poll_and_work()
    assert "Daily" in PlatformPoll.objects.get(pk="daily").error
    settings.DAILY_API_URL = api_url
    poll_and_work()
    assert PlatformPoll.objects.get(pk="daily").error == ""
    assert transcript_of(SILENT).status == "ready"


def test_when_the_names_cannot_be_asked_the_transcript_is_ready_and_says_so(platform: DailyStandIn) -> None:
    platform.fail(refusal(403, "forbidden", "no access to this session"), times=1_000, path="/meetings/")
    poll_and_work()
    silent = transcript_of(SILENT)
    assert silent.status == "ready"
    assert [person["name"] for person in silent.participants] == ["Speaker 0"]
    assert silent.warnings[0].startswith("The participants' names could not be asked: ")


def test_one_odd_recording_on_the_page_keeps_no_other_out(platform: DailyStandIn) -> None:
    odd: list[Any] = [{"id": 17}, None, {"status": "finished"}]
    platform.recordings += odd
    poll_and_work()
    assert transcript_of(SILENT).status == "ready"
    assert len(PlatformPoll.objects.get(pk="daily").odd) >= 1
