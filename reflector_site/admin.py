"""The admin site's name, API tokens, and the queue's rows: read-only, since they name the code that workers run."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_q.models import Failure, OrmQ, Schedule, Success
from knox.models import AuthToken

from reflector_site.staff_pages import KeptRows, StaffPage

if TYPE_CHECKING:

    class _UserAdmin(UserAdmin[User]): ...

else:  # Django's own class takes no type arguments when it runs
    _UserAdmin = UserAdmin

admin.site.site_header = "Reflector"
admin.site.site_title = "Reflector"
admin.site.index_title = "Everything Reflector knows"

# django-q2's own admin lets staff write schedules, which may name any function, and submit tasks again, uncounted.
admin.site.unregister([Failure, OrmQ, Schedule, Success])
# A new token can be shown only once, to the person who makes it: on the page of tokens, not here.
admin.site.unregister(AuthToken)
# Theirs are Django's own, but for what all pages here share.
admin.site.unregister([User, Group])


@admin.register(User)
class PersonAdmin(StaffPage[User], _UserAdmin): ...


@admin.register(Group)
class GroupOfPeopleAdmin(StaffPage[Group], GroupAdmin): ...


@admin.register(AuthToken)
class TokenAdmin(StaffPage[AuthToken]):
    """API tokens, of which only hashes are stored: staff can view and delete them."""

    list_display = ["token_key", "user", "created", "expiry"]
    list_filter = ["created", "expiry"]
    search_fields = ["user__username", "token_key"]
    fields = ["token_key", "user", "created", "expiry"]
    readonly_fields = ["token_key", "user", "created", "expiry"]
    list_select_related = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False


@admin.register(Success, Failure)
class TaskAdmin(KeptRows[Success]):
    """Calls that workers have made, and how they ended."""

    list_display = ["name", "func", "cluster", "started", "stopped", "short_result"]
    list_filter = ["cluster", "func"]
    search_fields = ["name", "func"]
    fields = ["id", "name", "func", "args", "cluster", "started", "stopped", "attempt_count", "result"]

    @admin.display(description="result")
    def short_result(self, task: Success) -> str:
        return str(task.result or "")[:100]


@admin.register(OrmQ)
class QueueAdmin(KeptRows[OrmQ]):
    """Calls that wait for a worker, or are with one."""

    list_display = ["id", "key", "name", "func", "lock"]
    list_filter = ["key"]
    fields = ["key", "lock", "name", "func", "args"]
    ordering = ["id"]


@admin.register(Schedule)
class ScheduleAdmin(KeptRows[Schedule]):
    """Calls that are made again and again."""

    list_display = ["name", "func", "schedule_type", "minutes", "cluster", "next_run"]
    fields = ["name", "func", "args", "schedule_type", "minutes", "cluster", "next_run", "repeats"]
