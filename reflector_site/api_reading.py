"""How requests of the REST API are read: what cannot be is the client's mistake and gets an answer that says so.

By itself, and not in api: Django REST framework asks for these while it loads the views that api is made of.
"""

import json
from collections.abc import Mapping
from typing import IO, Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser


class BearerToken(TokenAuthentication):  # type: ignore[misc] # django-rest-knox has no types
    """Knox's tokens. It takes for granted that what a client sends as one is UTF-8."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            return super().authenticate_credentials(token)
        except UnicodeDecodeError:
            raise AuthenticationFailed from None


class BearerTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call] # its registering itself
    """Describes it in the OpenAPI document as its own kind."""

    target_class = "reflector_site.api_reading.BearerToken"


class SoundJSON(JSONParser):
    """JSON that can be told again, as answers about it do: not nested without end, and of whole characters."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            given = super().parse(stream, media_type, parser_context)
            json.dumps(given, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except UnicodeEncodeError:
            raise ParseError("The JSON has halves of characters in it: lone surrogates.") from None
        return given
