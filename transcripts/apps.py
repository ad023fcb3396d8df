from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from transcripts import receivers  # noqa: F401, PLC0415 - connects the signals once the models are loaded
