"""The OpenAPI document describes the API without a warning."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client


def test_the_document_is_valid_and_made_without_a_warning() -> None:
    written = StringIO()
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=written)
    assert written.getvalue().startswith("openapi: 3")


def test_the_document_names_every_address_and_what_may_be_written_there(client: Client) -> None:
    document = client.get("/v1/schema/?format=json").json()
    rows = [f"/v1/{kind}/{key}" for kind in ("meetings", "recordings", "rooms", "transcripts") for key in ("", "{id}/")]
    one = "/v1/transcripts/{id}/"
    corrections = ("replace", "give", "merge", "split", "join", "corrections/{number}/undo")
    orders = [f"{one}{order}/" for order in ("cancel", "mend", "retry", *corrections)]
    changes = [f"{one}{part}/" for part in ("participants/{speaker}", "segments/{position}", "topics/{position}")]
    methods = {path: set(described) for path, described in document["paths"].items()}
    written = {
        one: {"get", "patch"},
        f"{one}summaries/": {"get", "post"},
        f"{one}summaries/{{telling_id}}/use/": {"post"},
        f"{one}corrections/": {"get"},
        f"{one}unplaced/": {"get"},
        f"{one}unplaced/{{segment}}/": {"delete"},
        "/v1/search/": {"get"},
        "/v1/action-items/": {"get", "post"},
        "/v1/action-items/{id}/": {"get", "patch", "delete"},
    }
    read, ordered, changed = (
        {path: {method} for path in paths} for method, paths in (("get", rows), ("post", orders), ("patch", changes))
    )
    assert methods == read | ordered | changed | written


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("rooms", {"cursor", "page_size", "name", "platform"}),
        (
            "transcripts",
            {
                "cursor",
                "page_size",
                "room",
                "meeting",
                "recording",
                "room_name",
                "status",
                "recorded_after",
                "recorded_before",
            },
        ),
    ],
)
def test_the_document_tells_the_filters_of_a_list(client: Client, path: str, parameters: set[str]) -> None:
    document = client.get("/v1/schema/?format=json").json()
    listed = document["paths"][f"/v1/{path}/"]["get"]["parameters"]
    assert {parameter["name"] for parameter in listed} == parameters


def test_times_are_numbers_and_words_have_their_shape(client: Client) -> None:
    schemas = client.get("/v1/schema/?format=json").json()["components"]["schemas"]
    assert schemas["Segment"]["properties"]["start"]["type"] == "number"
    assert set(schemas["Word"]["properties"]) == {"text", "start", "end", "probability"}
