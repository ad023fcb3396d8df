"""The admin site's name, API tokens, and the queue's rows, which are code to be run and so only to be looked at."""

from django.contrib import admin
from django.http import HttpRequest
from django_q.models import Failure, OrmQ, Schedule, Success
from knox.models import AuthToken

from reflector_site.staff_pages import KeptRows, StaffPage

admin.site.site_header = "Reflector"
admin.site.site_title = "Reflector"
admin.site.index_title = "Everything Reflector knows"

# Django-q2 lets staff write schedules, which name any function, and submit tasks again, past our own counting.
admin.site.unregister([Failure, OrmQ, Schedule, Success])
# What a new token is can be shown once, to the one who makes it: on the page of tokens, not here.
admin.site.unregister(AuthToken)


@admin.register(AuthToken)
class TokenAdmin(StaffPage[AuthToken]):
    """API tokens, of which only hashes are kept: to be looked at and taken back."""

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
