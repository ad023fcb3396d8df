import pytest
from django.core.exceptions import ValidationError

from rooms.models import Room

pytestmark = pytest.mark.django_db


def test_edge_21_a_name_that_the_platform_refuses_is_an_error_of_the_name() -> None:
    with pytest.raises(ValidationError) as caught:
        Room(name="büro").full_clean()
    assert set(caught.value.message_dict) == {"name"}


def test_a_platform_that_nobody_knows_is_an_error_of_the_platform() -> None:
    with pytest.raises(ValidationError) as caught:
        Room(name="standup", platform="zoom").full_clean()
    assert set(caught.value.message_dict) == {"platform"}


@pytest.mark.parametrize("field", ["language", "summary_language"])
def test_a_language_that_nobody_hears_is_an_error_of_its_field(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Room(name="standup", **{field: "english"}).full_clean()
    assert set(caught.value.message_dict) == {field}
    Room(name="standup", **{field: "haw"}).full_clean()
