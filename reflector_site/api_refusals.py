"""What the REST API answers where Django alone would refuse a request with a page."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is larger than this site takes."
    default_code = "too_large"


def answer_to(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error in a view of the API; None leaves it to Django."""
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent):
        error = TooLarge()
    return exception_handler(error, dict(context))
