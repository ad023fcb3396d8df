"""What the quick queue does by the clock."""

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule
from pytest_django import Settings

from reflector_site import schedules

pytestmark = pytest.mark.django_db


def installed() -> dict[str, str]:
    return dict(Schedule.objects.values_list("name", "func"))


def test_a_migrated_database_has_its_schedules(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    Schedule.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert installed() == {"sweep": "transcripts.jobs.sweep", "tidy": "transcripts.jobs.tidy"}


def test_without_a_key_no_poll_is_scheduled(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    schedules.install()
    assert set(installed()) == {"sweep", "tidy"}


def test_with_a_key_for_daily_it_is_polled_each_minute(settings: Settings) -> None:
    settings.DAILY_API_KEY = "key"
    schedules.install()
    assert installed()["poll daily"] == "recordings.jobs.poll_recordings"
    poll = Schedule.objects.get(name="poll daily")
    assert (poll.schedule_type, poll.minutes, poll.repeats, poll.cluster) == (Schedule.MINUTES, 1, -1, "quick")
    assert poll.args == "('daily',)"


def test_a_machine_without_a_key_leaves_the_polls_of_one_that_has_it(settings: Settings) -> None:
    settings.DAILY_API_KEY = "key"
    schedules.install()
    before = Schedule.objects.get(name="poll daily")
    settings.DAILY_API_KEY = ""
    schedules.install()  # as on a machine that serves the speech queue alone
    after = Schedule.objects.get(name="poll daily")
    assert (after.pk, after.next_run) == (before.pk, before.next_run)


def test_installing_again_leaves_the_times_and_mends_the_rest() -> None:
    schedules.install()
    before = Schedule.objects.get(name="sweep")
    Schedule.objects.update(func="nonsense", minutes=7, repeats=0)
    Schedule.objects.create(name="stray", func="nonsense")
    schedules.install()
    after = Schedule.objects.get(name="sweep")
    assert set(installed()) == {"sweep", "tidy"}
    assert (after.pk, after.next_run) == (before.pk, before.next_run)
    assert (after.func, after.minutes, after.repeats) == ("transcripts.jobs.sweep", 1, -1)


def test_schedules_that_two_processes_made_at_once_become_one() -> None:
    schedules.install()
    first = Schedule.objects.get(name="sweep")
    Schedule.objects.create(name="sweep", func=first.func, schedule_type=Schedule.MINUTES)
    schedules.install()
    assert Schedule.objects.get(name="sweep").pk == first.pk


def test_with_a_key_for_whereby_it_is_polled_too(settings: Settings) -> None:
    settings.DAILY_API_KEY, settings.WHEREBY_API_KEY = "", "key"
    schedules.install()
    assert Schedule.objects.get(name="poll whereby").args == "('whereby',)"
    assert not Schedule.objects.filter(name="poll daily").exists()


@pytest.mark.parametrize("key", ["", "key"])
def test_what_is_scheduled_can_be_called(settings: Settings, key: str) -> None:
    settings.DAILY_API_KEY = settings.WHEREBY_API_KEY = key
    for planned in schedules.wanted().values():
        assert callable(import_string(planned.function))
        assert all(isinstance(argument, str) for argument in planned.arguments)
