"""Tracks that were never any good, or only in part, and what the real engine makes of them."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import Load, bring_in_files, transcripts_of
from tests.chaos.outcome import Outcome, account
from tests.chaos.site import ROOT, Site
from tests.speech.sounds import FIXTURES, encoded, tone
from tests.speech.webm import PACKET_MS, write_webm
from transcripts import pipeline
from transcripts.models import Segment, Step, Transcript

SILENT_PACKET = b"\xfc\xff\xfe"  # 20 ms that the encoder had nothing to say of
BOMB_HOURS = 10
LONGEST_BOMB_S = 450


def damaged(site: Site) -> Outcome:
    outcome = Outcome("tracks that are empty, noise, text, a playlist: with the real engine")
    _with_the_real_engine(site)
    tracks = [b"", os.urandom(50_000), b"This is no audio.", b"#EXTM3U\nfile:///etc/passwd\n"]
    load = bring_in_files(2, tracks)
    site.wait_for(load, PATIENCE_S)
    failed = transcripts_of(load).filter(status=Transcript.Status.FAILED)
    outcome.notes += [f"said: {error}" for error in sorted(set(failed.values_list("error", flat=True)))]
    outcome.require(failed.count() == len(load.recordings), "not all have failed")
    attempts = Step.objects.filter(kind=Step.Kind.PREPARE).values_list("attempts", flat=True)
    outcome.require(set(attempts) == {1}, "what cannot get better was tried again")
    account(outcome, load, whole=False)
    outcome.lost = 0
    return outcome


def odd(site: Site) -> Outcome:
    outcome = Outcome(
        f"a track cut off in its middle, an MP3 that is said to be WebM, {BOMB_HOURS} h of silence: the real engine"
    )
    _with_the_real_engine(site)
    with TemporaryDirectory() as folder:
        voice = _sized(FIXTURES / "voices" / "en-days.webm", Path(folder) / "voice").read_bytes()
        mp3 = encoded(Path(folder) / "tone", tone(4), form="mp3", codec="libmp3lame").read_bytes()
        bomb = _silence(Path(folder) / "bomb", hours=BOMB_HOURS)
    cut = bring_in_files(1, [voice[: len(voice) * 6 // 10], mp3])
    site.wait_for(cut, PATIENCE_S)
    shown = transcripts_of(cut).get()
    words = sum(len(words) for words in Segment.objects.filter(version=shown.current).values_list("words", flat=True))
    outcome.notes.append(f"of the first {words} words are shown, with: {' '.join(shown.warnings)}")
    outcome.require(shown.status == Transcript.Status.READY, f"the cut track: {shown.status} {shown.error}")
    outcome.require(words > 3, "what could be read was not transcribed")
    outcome.require(any(warning.startswith("Track 1:") for warning in shown.warnings), "no warning of the cut")
    outcome.require(not any("Track 2" in warning for warning in shown.warnings), "the MP3 was not read as what it is")
    cut += _past_the_silence(site, outcome, bomb)
    account(outcome, cut, whole=False)
    outcome.lost = 0
    outcome.tracks = (0, 0)
    return outcome


def _past_the_silence(site: Site, outcome: Outcome, bomb: bytes) -> Load:
    """It is listened through at some 300 hours an hour of one core; mixing it is cancelled, and others go on."""
    at = time.time()
    long = bring_in_files(1, [bomb])
    mixing = Step.objects.filter(version__transcript__recording__in=long.recordings, kind=Step.Kind.MIX)
    site.wait(mixing.exists, LONGEST_BOMB_S, "the silence was listened through")
    outcome.notes.append(f"{len(bomb) >> 20} MB of silence heard through in {time.time() - at:.0f} s, then cancelled")
    outcome.require(pipeline.cancel(transcripts_of(long).get()), "it could not be cancelled")
    after = bring_in_files(1, [(FIXTURES / "voices" / "en-days.webm").read_bytes()])
    site.wait_for(after, PATIENCE_S)
    outcome.require(transcripts_of(after).get().status == Transcript.Status.READY, "others do not go on after it")
    return after


def _with_the_real_engine(site: Site) -> None:
    (site.folder / "models").symlink_to(ROOT / "var" / "models")
    site.environment |= {"CHAOS_ENGINE": "transcripts.speech.child", "CHAOS_ENGINE_SILENCE_S": "60"}
    site.work()


def _sized(source: Path, target: Path) -> Path:
    """The same packets in a file whose header tells its size; one written live does not, and hides that it is cut."""
    with av.open(str(source)) as reading, av.open(str(target), "w", format="webm") as writing:
        stream = writing.add_stream_from_template(reading.streams.audio[0])
        for packet in reading.demux(reading.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                writing.mux(packet)
    return target


def _silence(path: Path, *, hours: int) -> bytes:
    packets = ((at_ms, SILENT_PACKET) for at_ms in range(0, hours * 3_600_000, PACKET_MS))
    return write_webm(path, packets).read_bytes()
