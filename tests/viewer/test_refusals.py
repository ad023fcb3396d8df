"""What the site says when it cannot or will not: in its own look, and what to do."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

pytestmark = pytest.mark.django_db

LOOK = "css/site.css"


def test_a_page_that_is_not_there() -> None:
    answer = Client().get("/nothing/")
    assert answer.status_code == 404
    assert LOOK in answer.text
    assert "Not found" in answer.text


def test_a_page_that_broke() -> None:
    answer = server_error(RequestFactory().get("/"))
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
