"""Path converters besides Django's own; imported by the URLconfs that use them."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Key(StringConverter):
    """A row's key that is text. No key has a NUL, and PostgreSQL fails when asked for one."""

    regex = r"[^/\x00]+"


register_converter(Key, "key")
