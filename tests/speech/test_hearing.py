"""What the real model makes of real sound, heard through the engine process."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rooms.glossary import hotwords, terms_in
from tests.speech.engine import config
from tests.speech.remuxed import set_to_zero, truth_of
from tests.speech.sounds import FIXTURES, LAUNCH, LAUNCH_LONG, Sound, breath, clicks, hum, music, noise, silence, track
from tests.speech.webm import RATE
from transcripts.speech.bleed import without_bleed
from transcripts.speech.decode import Track
from transcripts.speech.engine_process import EngineProcess
from transcripts.speech.recording import HeardRecording, HeardTrack, RecordedTrack, hear_recording
from transcripts.speech.scoring import Score, score
from transcripts.speech.spans import Span

pytestmark = pytest.mark.model

DAYS_AND_MONTHS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december",
    "es": "lunes martes miércoles jueves viernes sábado domingo "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineProcess]:
    with EngineProcess(config()) as process:
        yield process


def hear(engine: EngineProcess, *paths: Path, language: str = "", hotwords: str = "") -> HeardRecording:
    tracks = [RecordedTrack(path) for path in paths]
    return hear_recording(tracks, engine, language=language, hotwords=hotwords, news=lambda stage, fraction: None)


@pytest.fixture(scope="module")
def launch(engine: EngineProcess) -> HeardRecording:
    """The launch meeting as it is heard without any hint, which several tests look at or compare with."""
    return hear(engine, *(LAUNCH / path for path in truth_of(LAUNCH)["tracks"]))


def whole_sound(path: Path) -> Sound:
    """The sound of a track from the clock's zero, its holes filled with silence."""
    with Track(path) as opened:
        blocks = list(opened.blocks(rate=RATE))
    sound = np.zeros(blocks[-1].end, np.float32)
    for block in blocks:
        sound[block.start : block.end] = block.samples
    return sound


def scored(folder: Path, heard: HeardRecording) -> Score:
    return score(truth_of(folder), {speaker: track.words for speaker, track in enumerate(heard.tracks)})


def assert_words_are_in_order_and_in_their_islands(heard: HeardTrack, islands: tuple[Span, ...]) -> None:
    assert all(0 <= word.start_ms <= word.end_ms for word in heard.words)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(heard.words))
    for word in heard.words:
        assert any(start - 200 <= word.start_ms and word.end_ms <= end + 200 for start, end in islands), word


def test_a_meeting_is_heard_right_and_every_utterance_begins_where_it_was_said(launch: HeardRecording) -> None:
    result = scored(LAUNCH, launch)
    assert launch.choice.language == "en"
    assert result.error_rate <= 0.045
    assert result.median_ms <= 70
    assert result.p95_ms <= 250
    assert result.share_within(500) >= 0.98
    assert [track.dropped for track in launch.tracks] == [{"no_voice": 0, "loop": 0}] * 3
    for track_heard in launch.tracks:
        assert_words_are_in_order_and_in_their_islands(track_heard, track_heard.islands)


def test_packet_times_set_to_zero_in_every_track_shift_the_whole_meeting_by_one_constant(
    engine: EngineProcess, tmp_path: Path
) -> None:
    heard = hear_recording(set_to_zero(LAUNCH, tmp_path), engine, news=lambda stage, fraction: None)
    result = scored(LAUNCH, heard)
    assert result.error_rate <= 0.045
    assert 0 < result.shift_ms <= 300
    assert result.less_shift().median_ms <= 70
    assert result.less_shift().p95_ms <= 250
    assert result.less_shift().share_within(500) >= 0.98


@pytest.mark.slow
def test_a_long_meeting_is_heard_as_well_as_a_short_one(engine: EngineProcess) -> None:
    tracks = [LAUNCH_LONG / path for path in truth_of(LAUNCH_LONG)["tracks"]]
    result = scored(LAUNCH_LONG, hear(engine, *tracks))
    assert result.error_rate <= 0.045
    assert result.median_ms <= 70
    assert result.p95_ms <= 250
    assert result.share_within(500) >= 0.98


@pytest.mark.parametrize("language", DAYS_AND_MONTHS)
def test_human_speech_is_recognised_with_its_language(engine: EngineProcess, language: str) -> None:
    heard = hear(engine, FIXTURES / "voices" / f"{language}-days.webm")
    said = [word.text.strip(" ,.").lower() for word in heard.tracks[0].words]
    expected = DAYS_AND_MONTHS[language].split()
    assert heard.choice.language == language
    assert len(set(expected) & set(said)) >= len(expected) - 2
    assert len(said) <= len(expected) + 2


def test_screeching_monkeys_say_nothing(engine: EngineProcess) -> None:
    assert hear(engine, FIXTURES / "voices" / "monkeys.webm").tracks[0].words == ()


@pytest.mark.parametrize(
    "sound",
    [silence(60), noise(60, dbfs=-50), noise(60, dbfs=-25), hum(60), clicks(60), breath(60), music(60)],
    ids=["silence", "noise", "loud noise", "hum", "clicks", "breath", "music"],
)
def test_a_minute_without_a_voice_gives_no_words(engine: EngineProcess, tmp_path: Path, sound: Sound) -> None:
    heard = hear(engine, track(tmp_path / "track", [(0, sound)]))
    assert heard.tracks[0].words == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["silence", "noise", "hum", "clicks"])
def test_ten_minutes_without_a_voice_give_no_words(engine: EngineProcess, tmp_path: Path, name: str) -> None:
    sound = {"silence": silence, "noise": lambda s: noise(s, dbfs=-50), "hum": hum, "clicks": clicks}[name](600)
    assert hear(engine, track(tmp_path / "track", [(0, sound)])).tracks[0].words == ()


def test_a_test_said_over_and_over_is_kept(engine: EngineProcess) -> None:
    (path,) = (FIXTURES / "verified_example").glob("**/1768018896877-890c0eae-*-cam-audio-*")
    words = hear(engine, path).tracks[0].words
    assert len(words) >= 10
    assert {word.text.strip(" ,.").lower() for word in words} == {"test"}
    assert abs(words[0].start_ms - 19_829) < 500


def test_names_given_as_hot_words_are_spelled_so(engine: EngineProcess) -> None:
    path = next(LAUNCH.glob("acme/*/*6513270e*"))
    text = "".join(word.text for word in hear(engine, path, language="en", hotwords="Mina, Kenji").tracks[0].words)
    assert "Mina fixes" in text
    assert "Kenji" in text


def test_a_glossary_makes_words_right_and_none_wrong(engine: EngineProcess, launch: HeardRecording) -> None:
    tracks = [LAUNCH / path for path in truth_of(LAUNCH)["tracks"]]
    glossary = hotwords(terms_in("Mina\ndiscount codes, billboard\nlandlord"))
    heard = [launch, hear(engine, *tracks, language="en", hotwords=glossary)]
    without, with_it = (scored(LAUNCH, each) for each in heard)
    assert with_it.error_rate < without.error_rate
    assert with_it.p95_ms <= 250
    texts = ["".join(word.text for word in each.tracks[0].words) for each in heard]
    assert ["Mina fixes" in text for text in texts] == [False, True]


@pytest.mark.parametrize("level_db", [-15, -25])
def test_a_voice_from_the_loudspeaker_is_left_to_its_speaker(
    engine: EngineProcess, launch: HeardRecording, tmp_path: Path, level_db: int
) -> None:
    joe, mina = (whole_sound(LAUNCH / path) for path in truth_of(LAUNCH)["tracks"][:2])
    echo = np.concatenate((silence(0.15), joe * 10 ** (level_db / 20)))[: len(mina)]
    (both,) = hear(engine, track(tmp_path / "mina", [(0, mina + echo)]), language="en").tracks
    joe_alone, mina_alone = (heard.words for heard in launch.tracks[:2])
    found = without_bleed({0: joe_alone, 1: both.words})
    assert found.left_out[0] == ()
    assert abs(len(found.streams[1]) - len(mina_alone)) <= 0.08 * len(mina_alone)
    assert len(both.words) > 1.5 * len(mina_alone)


def test_a_language_nobody_knows_is_refused_with_a_sentence(engine: EngineProcess) -> None:
    heard = hear(engine, next(LAUNCH.glob("acme/*/*6513270e*")), language="xx")
    assert heard.tracks[0].error == "The speech model does not know the language 'xx'."


def test_a_broken_track_takes_no_other_down(engine: EngineProcess, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"nothing")
    heard = hear(engine, tmp_path / "broken", FIXTURES / "voices" / "en-days.webm")
    assert heard.tracks[0].error.startswith("broken is not audio")
    assert len(heard.tracks[1].words) >= 17
