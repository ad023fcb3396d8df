"""The bundled model is put together once, whole, and never loaded when it is not the published one."""

import threading
from pathlib import Path

import pytest

from transcripts.speech.errors import ModelError
from transcripts.speech.model_files import PUBLISHED_SHA256, bundled_model, model_path


def test_the_bundled_model_is_put_together_once(tmp_path: Path) -> None:
    folder = bundled_model(tmp_path)
    assert set(PUBLISHED_SHA256) <= {file.name for file in folder.iterdir()}
    made = (folder / "model.bin").stat().st_mtime_ns
    assert bundled_model(tmp_path) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    folder = bundled_model(tmp_path)
    (folder / "config.json").write_text("{}")
    bundled_model(tmp_path)
    assert (folder / "config.json").read_text() != "{}"


def test_files_put_there_by_somebody_else_are_taken_when_they_are_the_published_ones(tmp_path: Path) -> None:
    folder = bundled_model(tmp_path)
    (folder / "checked").unlink()
    made = (folder / "model.bin").stat().st_mtime_ns
    bundled_model(tmp_path)
    assert (folder / "model.bin").stat().st_mtime_ns == made
    assert (folder / "checked").exists()


def test_several_at_once_all_get_the_same_whole_folder(tmp_path: Path) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(bundled_model(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [tmp_path / "base"] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


def test_base_means_the_bundled_model_whatever_folder_lies_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "base").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    assert model_path("base", tmp_path / "models") == str(tmp_path / "models" / "base")


def test_other_names_are_left_to_the_model_library(tmp_path: Path) -> None:
    assert model_path("large-v3", tmp_path) == "large-v3"
    assert model_path("Systran/faster-whisper-small", tmp_path) == "Systran/faster-whisper-small"


def test_a_folder_without_a_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"has no model\.bin: give a CTranslate2 Whisper model, or a name such as base"
    ):
        model_path(str(tmp_path), tmp_path)
    with pytest.raises(ModelError, match="There is no folder"):
        model_path(str(tmp_path / "missing"), tmp_path)
