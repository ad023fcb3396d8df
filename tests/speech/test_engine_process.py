"""The engine process does its work, and its death is survived and reported."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.engine import config, wait_for, wait_until
from tests.speech.sounds import LAUNCH, clicks, silence, tone, track
from transcripts.speech.engine_process import PROJECT_ROOT, EngineProcess, Failed, Finished, Progressed
from transcripts.speech.errors import EngineGoneError
from transcripts.speech.shapes import MixRequest, SurveyRequest

JOE = next(LAUNCH.glob("acme/*/*6513270e*"))


@pytest.fixture
def engine() -> Iterator[EngineProcess]:
    with EngineProcess(config()) as process:
        yield process


def survey_of(path: Path) -> SurveyRequest:
    return SurveyRequest(do="survey", path=str(path), detect_language=False)


def running(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_survey_tells_packets_islands_and_voice(engine: EngineProcess) -> None:
    job = engine.submit(survey_of(JOE))
    result = wait_for(engine, Finished, job=job).result
    assert (result["first_packet_ms"], result["container"], result["languages"]) == (406, "WebM", {})
    assert len(result["islands"]) == 15
    assert abs(result["voice"][0][0] - 4_732) < 60
    assert 45_000 < result["speech_ms"] < 55_000


def test_a_silent_track_is_surveyed_without_a_model(tmp_path: Path) -> None:
    with EngineProcess(config(model=str(tmp_path / "no-model"))) as engine:
        path = track(tmp_path / "track", [(0, silence(3))])
        job = engine.submit(SurveyRequest(do="survey", path=str(path)))
        result = wait_for(engine, Finished, job=job).result
    assert (result["voice"], result["speech_ms"], result["languages"]) == ([], 0, {})


def test_a_missing_model_fails_the_job_with_what_to_do(tmp_path: Path) -> None:
    with EngineProcess(config(model=str(tmp_path / "no-model"))) as engine:
        failed = wait_for(engine, Failed, job=engine.submit(SurveyRequest(do="survey", path=str(JOE))))
    assert "There is no folder" in failed.reason
    assert not failed.passing


def test_bad_input_fails_its_own_job_and_no_other(engine: EngineProcess, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    bad, good = engine.submit(survey_of(tmp_path / "empty")), engine.submit(survey_of(JOE))
    assert wait_for(engine, Failed, job=bad) == Failed(bad, "empty is empty.", passing=False)
    assert wait_for(engine, Finished, job=good).result["speech_ms"] > 0


def test_a_killed_process_fails_all_its_jobs_and_the_next_job_starts_another(engine: EngineProcess) -> None:
    jobs = [engine.submit(survey_of(JOE)) for _ in range(4)]
    wait_for(engine, Progressed, job=jobs[0])
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    open_jobs = sorted(engine.jobs)
    failed = wait_for(engine, Failed, job=open_jobs[-1])
    assert failed.reason == "The speech engine was killed by SIGKILL (out of memory?)."
    assert failed.passing
    assert (engine.alive, engine.jobs) == (False, frozenset())
    again = engine.submit(survey_of(JOE))
    assert wait_for(engine, Finished, job=again).result["speech_ms"] > 0


def test_handing_work_to_a_dead_process_says_so(engine: EngineProcess) -> None:
    job = engine.submit(survey_of(JOE))
    engine.kill()
    wait_until(lambda: not engine.alive)
    with pytest.raises(EngineGoneError):
        engine.submit(survey_of(JOE))
    assert isinstance(wait_for(engine, Failed, job=job), Failed)


def test_a_cancelled_job_stops_and_says_so(engine: EngineProcess, tmp_path: Path) -> None:
    path = track(tmp_path / "long", [(0, clicks(600))])
    jobs = [engine.submit(survey_of(path)) for _ in range(3)]
    wait_for(engine, Progressed, job=jobs[0])
    engine.cancel(jobs[2])
    assert wait_for(engine, Failed, job=jobs[2]) == Failed(jobs[2], "The work was cancelled.", passing=False)


def test_closing_leaves_no_process_behind() -> None:
    with EngineProcess(config()) as engine:
        engine.submit(survey_of(JOE))
        pid = engine.pid
    assert pid is not None
    assert not running(pid)


def test_the_process_dies_with_its_parent() -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from transcripts.speech.engine_process import EngineConfig, EngineProcess\n"
        "engine = EngineProcess(EngineConfig(Path('/nonexistent')))\n"
        f"engine.submit(dict(do='survey', path={str(JOE)!r}, detect_language=False))\n"
        "while not any(type(event).__name__ == 'Progressed' for event in engine.poll(1)): pass\n"
        "print(engine.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    parent = subprocess.run([sys.executable, "-c", program], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, check=False)
    assert parent.returncode == -signal.SIGKILL
    wait_until(lambda: not running(int(parent.stdout)))


def test_the_process_offers_itself_when_memory_runs_out_and_keeps_secrets_out(
    engine: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", "hidden")
    wait_for(engine, Finished, job=engine.submit(survey_of(JOE)))
    assert Path(f"/proc/{engine.pid}/oom_score_adj").read_text().strip() == "800"
    assert b"hidden" not in Path(f"/proc/{engine.pid}/environ").read_bytes()


def test_more_memory_than_allowed_fails_the_work_and_not_the_application(tmp_path: Path) -> None:
    with EngineProcess(config(memory_mb=180)) as engine:
        failed = wait_for(engine, Failed, job=engine.submit(SurveyRequest(do="survey", path=str(JOE))))
    assert failed.passing


def test_tracks_are_mixed_on_the_common_clock(engine: EngineProcess, tmp_path: Path) -> None:
    tracks = [track(tmp_path / "one", [(0, tone(1))]), track(tmp_path / "two", [(2_000, tone(1, hertz=880))])]
    out = tmp_path / "mix.mp3"
    request = MixRequest(do="mix", tracks=[{"path": str(path), "offset_ms": 500} for path in tracks], out=str(out))
    result = wait_for(engine, Finished, job=engine.submit(request)).result
    assert abs(result["duration_ms"] - 3_500) < 40
    assert out.exists()
