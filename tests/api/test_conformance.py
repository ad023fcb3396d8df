"""The API is what its OpenAPI document says: whatever is asked, no error of the site and no answer untold of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from knox.models import get_token_model
from pytest_django.live_server_helper import LiveServer
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.builders import a_correction, a_recording, a_transcript, a_user, an_action_item

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks, and rows that are there: the id of one by the first part of its address."""

    address: str
    headers: Mapping[str, str]
    rows: Mapping[str, str]

    def ask(self, case: Case[Any]) -> None:
        row = self.rows.get(case.path.split("/")[2])
        if row and "id" in case.path_parameters:
            case.path_parameters["id"] = row
        case.headers.clear()  # a wrong host is refused before it comes to the API
        case.call_and_validate(base_url=self.address, headers=dict(self.headers), checks=CHECKS)


@pytest.fixture
def client(live_server: LiveServer) -> Client:
    user = a_user("ada", is_superuser=True)
    recording = a_recording()
    transcript = a_transcript(recording)
    a_correction(transcript)
    item = an_action_item(transcript)
    assert recording.meeting
    rows = {
        "rooms": recording.meeting.room_id,
        "meetings": recording.meeting_id,
        "recordings": recording.pk,
        "transcripts": transcript.pk,
        "action-items": item.pk,
    }
    token = get_token_model().objects.create(user=user)[1]
    return Client(live_server.url, {"Authorization": f"Bearer {token}"}, {name: str(key) for name, key in rows.items()})


TOLD: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
DOCUMENT = schemathesis.openapi.from_dict(TOLD)
OPERATIONS = [(path, method) for path, described in TOLD["paths"].items() for method in described]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_tells(path: str, method: str, data: DataObject, client: Client) -> None:
    as_told_or_not = data.draw(st.sampled_from(GenerationMode))
    client.ask(data.draw(DOCUMENT[path][method].as_strategy(as_told_or_not)))
