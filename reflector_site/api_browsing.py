"""The REST API as pages that a person clicks through.

By itself, and not in api: Django REST framework asks for the renderers while it loads the views that api is made of.
"""

from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class PlainPages(BrowsableAPIRenderer):
    """Answers as pages, with a box to send JSON from and no form field by field.

    Such a form would be that of the serializer which describes a view's answers, and would offer, for a field that
    names another row, up to a thousand such rows by name, whoever may see them.
    """

    def render_form_for_serializer(self, serializer: Any) -> str:
        del serializer
        return ""
