from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReflectorSiteConfig(AppConfig):
    name = "reflector_site"

    def ready(self) -> None:
        from reflector_site import checks, schedules  # noqa: F401

        post_migrate.connect(schedules.install_after_migrating, sender=self)
