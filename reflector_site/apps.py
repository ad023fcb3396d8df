from django.apps import AppConfig


class ReflectorSiteConfig(AppConfig):
    name = "reflector_site"
