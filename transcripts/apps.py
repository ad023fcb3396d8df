import os
from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TranscriptsConfig(AppConfig):
    name = "transcripts"

    def ready(self) -> None:
        from transcripts import receivers  # noqa: F401
        from transcripts.searching import lookup, rebuilding  # noqa: F401

        post_migrate.connect(rebuilding.install_after_migrating, sender=self)
        if os.environ.get("Q_CLUSTER_NAME") == "quick":
            # Its workers are forks: what is loaded before is in memory once for all of them.
            import_module("transcripts.quick_jobs")
