"""The REST API as pages that a person clicks through.

Not in `api_rows`, since Django REST framework imports the renderers while it imports the views that `api_rows` extends.
"""

from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class PlainPages(BrowsableAPIRenderer):
    """Answers as pages, with a box to send JSON from and no form field by field.

    Such a form would be made from the serializer that describes the view's answers. For a field that names another row
    it would offer up to a thousand rows, without asking whether the reader may see them.
    """

    def render_form_for_serializer(self, serializer: Any) -> str:
        del serializer
        return ""
