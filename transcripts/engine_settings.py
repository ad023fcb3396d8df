"""The speech engine as the settings describe it; apart from `speech`, which knows no settings."""

from django.conf import settings

from transcripts.speech.engine_process import EngineConfig


def engine_config(model: str = "") -> EngineConfig:
    """What the engine process is started with; another model than the configured one where `model` names it."""
    return EngineConfig(
        models_dir=settings.DATA_DIR / "models",
        model=model or settings.WHISPER_MODEL,
        device=settings.WHISPER_DEVICE,
        compute_type=settings.WHISPER_COMPUTE_TYPE,
        workers=settings.SPEECH_WORKERS,
    )
