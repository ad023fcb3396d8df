from transcripts.pages.sittings import Take, overlapping


def test_a_recording_inside_another_is_told() -> None:
    assert overlapping([Take(1, 0, 4), Take(2, 11_000, 91_000), Take(3, 29_000, 91_000)]) == (
        "Recording 3 lies inside recording 2.",
    )


def test_recordings_that_cross_tell_how_long() -> None:
    assert overlapping([Take(1, 0, 10_000), Take(2, 7_000, 20_000)]) == ("Recordings 1 and 2 share 3 seconds.",)


def test_recordings_after_each_other_are_nothing_to_tell() -> None:
    assert overlapping([Take(1, 0, 10), Take(2, 10, 20)]) == ()
