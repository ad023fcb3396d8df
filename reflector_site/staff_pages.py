"""What the admin pages of all apps share: links from row to row, rows that jobs alone write, pages with buttons."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

Row = TypeVar("Row", bound=Model)
Parent = TypeVar("Parent", bound=Model)

NOTHING = "-"
"""What pages show where there is nothing to show; Django does so for empty fields, but not for our own columns."""

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[Row]): ...

    class _TabularInline(admin.TabularInline[Row, Parent]): ...

else:  # Django's own classes take no type arguments when they run

    class _ModelAdmin(admin.ModelAdmin, Generic[Row]): ...

    class _TabularInline(admin.TabularInline, Generic[Row, Parent]): ...


def row_link(row: Model | None, text: str = "") -> str:
    """A link to the row's admin page; a hyphen where there is no row."""
    if row is None:
        return NOTHING
    address = reverse(f"admin:{_name(type(row))}_change", args=[quote(row.pk)])
    return format_html('<a href="{}">{}</a>', address, text or str(row))


def rows_link(model: str, text: str, **lookups: str | int) -> SafeString:
    """A link to the list of a model, named `app_model`, with only the rows that `lookups` choose."""
    return format_html('<a href="{}?{}">{}</a>', reverse(f"admin:{model}_changelist"), urlencode(lookups), text)


def counted(count: int, thing: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def pretty(value: object) -> SafeString:
    """JSON as a person reads it."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))


def _name(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


class StaffPage(_ModelAdmin[Row]):
    """A ModelAdmin whose list also accepts the lookups in `linked_by`, which links use though no filter offers them.

    `long_columns` are deferred on lists, where they are not shown; those of related rows are named as lookups.
    A value in the list's address that the calendar or the database does not know is as wrong as one of a wrong kind.
    """

    linked_by: ClassVar[tuple[str, ...]] = ()
    long_columns: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return super().get_queryset(request).defer(*self.long_columns)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Raises IncorrectLookupParameters also where Django notices only as it asks: the year 0, a NUL in a text."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(str(error)) from error

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in self.linked_by or super().lookup_allowed(lookup, value, request)


class KeptRows(StaffPage[Row]):
    """Rows that jobs write: staff can view them, and neither add, change nor delete them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        del request, obj
        return False


class KeptInline(_TabularInline[Row, Parent]):
    """Rows that jobs write, on the page of the row they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Parent | None = None) -> bool:
        del request, obj
        return False


class ButtonPage(StaffPage[Row]):
    """The admin page of a row with buttons on top, each of which posts one action on the row."""

    change_form_template = "admin/button_page.html"
    buttons: ClassVar[Mapping[str, str]]
    """What each says, by its name in the address."""

    def buttons_for(self, row: Row) -> Iterable[str]:
        """The names of the buttons that fit a row now."""
        del row
        return self.buttons

    def pressed(self, request: HttpRequest, row: Row, button: str) -> HttpResponse:
        """Do what the button says and answer with the page to go to."""
        raise NotImplementedError

    def has_press_permission(self, request: HttpRequest) -> bool:
        """Whether the user may change such rows, also where nobody edits them in the form."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def get_urls(self) -> list[URLPattern]:
        press = self.admin_site.admin_view(require_POST(self._press))
        own = path("<path:object_id>/press/<slug:button>/", press, name=f"{_name(self.model)}_press")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        row = options.get("obj")
        if row is not None and self.has_press_permission(request):
            buttons = [(self.buttons[name], self._address(row, name)) for name in self.buttons_for(row)]
            context = {**context, "buttons": buttons}
        return super().render_change_form(request, context, *args, **options)

    def _address(self, row: Row, button: str) -> str:
        return reverse(f"admin:{_name(self.model)}_press", args=[quote(row.pk), button])

    def _press(self, request: HttpRequest, object_id: str, button: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None or button not in self.buttons:
            raise Http404
        if not self.has_press_permission(request):
            raise PermissionDenied
        self.log_change(request, row, f"Pressed “{self.buttons[button]}”.")
        return self.pressed(request, row, button)
