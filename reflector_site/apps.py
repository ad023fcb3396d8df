from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ReflectorSiteConfig(AppConfig):
    name = "reflector_site"

    def ready(self) -> None:
        from reflector_site import checks, schedules  # noqa: F401

        # Sent by the app that has the table: Django sends nothing for one without models, as this is.
        post_migrate.connect(schedules.install_after_migrating, sender=apps.get_app_config("django_q"))


class TokensConfig(AppConfig):
    """Knox, by what the admin's readers know its rows as."""

    name = "knox"
    verbose_name = "API tokens"
