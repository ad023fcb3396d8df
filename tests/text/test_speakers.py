from transcripts.text.speakers import Participant, Person, Speakers, TrackName, name_of, numbers_again, speakers_of

A = "890c0eae-e186-4534-a7bd-7c794b7d6d7f"
B = "9660e8e9-4297-4f17-951d-0b2bf2401803"


def names(speakers: Speakers) -> list[str]:
    return [participant["name"] for participant in speakers.participants]


def test_the_participants_of_the_verified_example() -> None:
    user_id = "907f2cc1-eaab-435f-8ee2-09185f416b22"
    tracks = [TrackName(A, "cam-audio"), TrackName(B, "cam-audio")]
    people = {B: Person("test", user_id), A: Person("test2", user_id)}
    assert speakers_of(tracks, people).participants == (
        {"id": A, "speaker": 0, "name": "test2", "user_id": user_id},
        {"id": B, "speaker": 1, "name": "test", "user_id": user_id},
    )


def test_several_camera_tracks_of_one_id_are_one_speaker() -> None:
    speakers = speakers_of([TrackName(A, "cam-audio"), TrackName(B, "cam-audio"), TrackName(A, "cam-audio")], {})
    assert speakers.of_tracks == (0, 1, 0)
    assert [participant["id"] for participant in speakers.participants] == [A, B]


def test_a_shared_screen_is_a_speaker_of_its_own() -> None:
    speakers = speakers_of([TrackName(A, "cam-audio"), TrackName(A, "screen-audio")], {A: Person("Ana", None)})
    assert speakers.participants == (
        {"id": A, "speaker": 0, "name": "Ana", "user_id": None},
        {"id": A, "speaker": 1, "name": "Ana (screen)", "user_id": None},
    )


def test_a_custom_track_is_named_after_its_kind() -> None:
    assert names(speakers_of([TrackName(A, "music")], {A: Person("Ana")})) == ["Ana (music)"]


def test_the_screen_of_a_nameless_person_goes_by_the_number_of_their_voice() -> None:
    tracks = [TrackName(A, "screen-audio"), TrackName(B, "screen-audio"), TrackName(A, "cam-audio")]
    assert names(speakers_of(tracks, {})) == ["Speaker 2 (screen)", "Speaker 1 (screen)", "Speaker 2"]


def test_a_missing_or_blank_name_gives_speaker_and_number() -> None:
    people = {A: Person(None, "hipaa"), B: Person("  ", None)}
    speakers = speakers_of([TrackName(B, "cam-audio"), TrackName(A, "cam-audio")], people)
    assert [(p["name"], p["user_id"]) for p in speakers.participants] == [("Speaker 0", None), ("Speaker 1", "hipaa")]


def test_people_of_the_same_name_stay_apart() -> None:
    speakers = speakers_of([TrackName(A, "cam-audio"), TrackName(B, "cam-audio")], {A: Person("Kim"), B: Person("Kim")})
    assert names(speakers) == ["Kim", "Kim"]
    assert speakers.of_tracks == (0, 1)


def test_a_track_whose_name_cannot_be_read_is_a_speaker_of_its_own() -> None:
    speakers = speakers_of([None, TrackName(A, "cam-audio"), None], {A: Person("Ana")})
    assert speakers.of_tracks == (0, 1, 2)
    assert [(p["id"], p["name"]) for p in speakers.participants] == [("", "Speaker 0"), (A, "Ana"), ("", "Speaker 2")]


def test_a_recording_without_tracks_has_no_speakers() -> None:
    assert speakers_of([], {A: Person("Ana")}) == Speakers((), ())


def test_a_speaker_without_a_name_is_called_by_number() -> None:
    assert [name_of(speaker, {0: " Ana ", 1: " "}) for speaker in range(3)] == ["Ana", "Speaker 1", "Speaker 2"]


def people(*ids: str) -> list[Participant]:
    return [Participant(id=each, speaker=number, name=each, user_id=None) for number, each in enumerate(ids)]


def test_speakers_of_a_newer_transcript_are_found_by_their_ids() -> None:
    assert numbers_again(people(A, B), people(A, B)) == {0: 0, 1: 1}
    assert numbers_again(people(A, B), people(B, A)) == {0: 1, 1: 0}


def test_a_person_and_their_screen_keep_their_numbers_when_one_of_them_was_merged_away() -> None:
    assert numbers_again(people(A, A)[1:], people(A, A)) == {1: 1}


def test_who_has_no_id_is_found_by_number_and_who_was_added_by_hand_is_not_found() -> None:
    assert numbers_again(people("", A, "by hand"), people("", A)) == {0: 0, 1: 1}
