"""Whatever stands in the address of a list in the admin, the answer is a list, and no error of the site."""

import pytest
from django.contrib.admin import site
from django.db import transaction
from django.db.models import DateField, Model
from django.test import Client

from recordings.models import Recording
from tests.admin.everything import list_page

pytestmark = pytest.mark.django_db

ENORMOUS = str(10**30)
OUT_OF_TIME = {
    "year": ("0", "-1", "9999", "99999", ENORMOUS, "x"),
    "month": ("0", "13"),
    "day": ("40",),
    "date": ("9999-12-31", "0001-01-01", "0"),
    "gte": ("garbage", "0000-01-01", "2026-13-45", "9999-12-31T23:59:59-10:00", "\0"),
}


def status(staff: Client, model: type[Model], lookup: str, value: str) -> int:
    # A value that PostgreSQL refuses ends the transaction that the test is in, but for a savepoint.
    with transaction.atomic():
        answer = staff.get(list_page(model), {lookup: value})
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize("kind", OUT_OF_TIME)
def test_a_time_that_is_none_is_passed_over(staff: Client, kind: str) -> None:
    for value in OUT_OF_TIME[kind]:
        for column in ("recorded_at", "first_seen_at", "meeting__start_date"):
            assert status(staff, Recording, f"{column}__{kind}", value) in {200, 302, 400}, (column, value)


@pytest.mark.parametrize(("lookup", "value"), [("duration", ENORMOUS), ("room_name", "\0"), ("id__contains", "\0")])
def test_a_value_that_no_column_can_hold_is_passed_over(staff: Client, lookup: str, value: str) -> None:
    assert status(staff, Recording, lookup, value) in {200, 302}


def test_the_year_0_is_passed_over_on_every_list_with_times(staff: Client) -> None:
    times = {
        model: [f.name for f in model._meta.concrete_fields if isinstance(f, DateField)] for model in site._registry
    }
    answers = {
        (model.__name__, name): status(staff, model, f"{name}__year", "0") for model in times for name in times[model]
    }
    assert len(answers) > 30
    assert set(answers.values()) == {302}
