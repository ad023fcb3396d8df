"""What the site says when it cannot or will not: in its own look, and what to do."""

import json

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from reflector_site.error_pages import failed

pytestmark = pytest.mark.django_db

LOOK = "css/site.css"


def test_a_page_that_is_not_there() -> None:
    answer = Client().get("/nothing/")
    assert answer.status_code == 404
    assert LOOK in answer.text
    assert "Not found" in answer.text


@pytest.mark.parametrize("address", ["/v1/nothing/", "/v1/transcripts/1/summaries/none/use/"])
def test_programs_are_told_in_json(address: str) -> None:
    absent = Client().post(address)
    broken = failed(RequestFactory().get(address))
    assert (absent.status_code, absent.json()) == (404, {"detail": "Not found."})
    assert (broken.status_code, json.loads(broken.content)) == (
        500,
        {"detail": "This failed; the site's log says why."},
    )


def test_a_page_that_broke() -> None:
    answer = failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert LOOK in answer.text
    assert "Nothing that was recorded is lost" in answer.text


def test_a_form_that_is_too_old_says_that_nothing_was_changed() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "ada", "password": "Tr4nscript!"})
    assert answer.status_code == 403
    assert LOOK in answer.text
    assert "Nothing was changed" in answer.text


def test_an_address_that_the_site_does_not_know_says_where_it_is_added() -> None:
    answer = Client().get(reverse("login"), headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert LOOK in answer.text
    assert "DJANGO_ALLOWED_HOSTS" in answer.text
