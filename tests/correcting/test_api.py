"""Correcting over the REST API."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.builders import a_user
from tests.correcting.editing import SAID, a_talk, names, segment, shown, speakers, write
from transcripts.models import Correction, Transcript

pytestmark = pytest.mark.django_db


def send(client: Client, method: str, transcript: Transcript, path: str, **body: Any) -> tuple[int, Any]:
    address = f"/v1/transcripts/{transcript.pk}/{path}"
    answer = client.generic(method, address, json.dumps(body), "application/json")
    return answer.status_code, answer.json()


def test_a_title_is_written_and_let_go_of(client: Client, talk: Transcript) -> None:
    status, made = send(client, "PATCH", talk, "", title="Launch", was={"title": "A talk"})
    assert (status, made[0]["kind"], made[0]["before"], made[0]["after"]) == (
        200,
        "title",
        {"title": "A talk"},
        {"title": "Launch"},
    )
    assert shown(talk).title == "Launch"
    assert send(client, "PATCH", talk, "", title=None)[0] == 200
    assert shown(talk).title == "A talk"


def test_of_several_fields_all_are_written_or_none(client: Client, talk: Transcript) -> None:
    was = {"title": "A talk", "short_summary": "something else"}
    status, told = send(client, "PATCH", talk, "", title="Launch", short_summary="Mine.", was=was)
    assert (status, told["current"]) == (409, {"short_summary": "Ada: We lunch in March."})
    assert (shown(talk).title, Correction.objects.count()) == ("A talk", 0)


def test_text_speaker_name_topic_and_merge(client: Client, talk: Transcript) -> None:
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", "segments/0/", {"text": "We launch.", "was": SAID[0], "version": 1}),
        ("PATCH", "participants/0/", {"name": "Eve", "was": "Ada"}),
        ("PATCH", "topics/1/", {"title": "Budget", "was": "Money", "version": 1}),
        ("POST", "give/", {"segments": [2], "name": "Zoe", "was": 0, "version": 1}),
        ("POST", "give/", {"segments": [4], "speaker": 2, "was": 0, "version": 1}),
        ("POST", "merge/", {"speaker": 1, "into": 0}),
    ]
    for method, path, body in changes:
        status, made = send(client, method, talk, path, **body)
        assert (status, len(made)) == (200, 1), path
    assert segment(talk, 0).text == "We launch."
    assert (names(talk), speakers(talk)) == ({0: "Eve", 2: "Zoe"}, [0, 0, 2, 0, 2])
    read = client.get(f"/v1/transcripts/{talk.pk}/").json()
    assert (read["revision"], read["segments"][0]["text"], read["topics"][1]["title"]) == (6, "We launch.", "Budget")


def test_a_segment_is_split_and_given_away_and_joined_again(client: Client, talk: Transcript) -> None:
    split = {"segment": 0, "word": 2, "was": SAID[0], "version": 1}
    status, (made,) = send(client, "POST", talk, "split/", **split, name="Zoe", along=[2, 4])
    assert (status, made["kind"]) == (200, "split")
    assert made["after"]["stretch:5"]["words"][0] == [600, 850, " in", 0.9]
    read = client.get(f"/v1/transcripts/{talk.pk}/").json()["segments"]
    assert [(row["position"], row["speaker"], row["text"]) for row in read[:3]] == [
        (0, 0, "We lunch"),
        (5, 2, "in March."),
        (1, 1, SAID[1]),
    ]
    assert [word["start"] for word in read[1]["words"]] == [0.6, 0.9]
    assert send(client, "POST", talk, f"corrections/{made['id']}/undo/")[0] == 200
    assert send(client, "POST", talk, "split/", **split)[0] == 200
    was = "We lunch\nin March."
    status, (made,) = send(client, "POST", talk, "join/", segments=[0, 6], was=was, version=1)
    assert (status, made["kind"], segment(talk, 0).text) == (200, "join", SAID[0])


def test_a_conflict_says_what_stands_there(client: Client, talk: Transcript) -> None:
    status, told = send(client, "PATCH", talk, "segments/0/", text="x", was="y", version=1)
    assert (status, told["current"]) == (409, {"text": SAID[0]})


def test_the_history_is_read_and_a_change_undone(client: Client, talk: Transcript, ada: User) -> None:
    made = write(talk, "title", "Mine", ada)
    (listed,) = client.get(f"/v1/transcripts/{talk.pk}/corrections/").json()["results"]
    assert (listed["id"], listed["made_by"], listed["undone_at"]) == (made.pk, "ada", None)
    status, (undone,) = send(client, "POST", talk, f"corrections/{made.pk}/undo/")
    assert (status, undone["undone_by"], shown(talk).title) == (200, "ada", "A talk")
    assert send(client, "POST", talk, f"corrections/{made.pk}/undo/") == (400, {"detail": "It is undone already."})
    assert send(client, "POST", a_talk(), f"corrections/{made.pk}/undo/")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("PATCH", "", {}, "Nothing to change"),
        ("PATCH", "", {"title": "x"}, "what the change began from"),
        ("PATCH", "", {"title": "x" * 300, "was": {"title": "A talk"}}, "at most 255"),
        ("PATCH", "segments/0/", {"text": "x"}, "required"),
        ("PATCH", "segments/99/", {"text": "x", "was": "", "version": 1}, "no segment 99"),
        ("POST", "give/", {"segments": [0], "was": 0, "version": 1}, "either the number"),
        ("POST", "give/", {"segments": [], "speaker": 1, "was": 0, "version": 1}, "may not be empty"),
        ("POST", "merge/", {"speaker": 0, "into": 0}, "with itself"),
        ("POST", "split/", {"segment": 0, "word": 0, "was": SAID[0], "version": 1}, "greater than or equal to 1"),
        ("POST", "split/", {"segment": 0, "word": 9, "was": SAID[0], "version": 1}, "1 to 3"),
        ("POST", "split/", {"segment": 0, "word": 1, "was": SAID[0], "version": 1, "along": [2]}, "Say to whom"),
        ("POST", "join/", {"segments": [0], "was": SAID[0], "version": 1}, "at least 2"),
        ("POST", "join/", {"segments": [0, 1], "was": f"{SAID[0]}\n{SAID[1]}", "version": 1}, "Two people"),
    ],
)
def test_a_bad_request_is_told_what_to_do(
    method: str, path: str, body: dict[str, Any], reason: str, client: Client, talk: Transcript
) -> None:
    status, told = send(client, method, talk, path, **body)
    assert status == 400
    assert reason in str(told)


@pytest.mark.parametrize("path", ["segments/0/", "participants/0/", "topics/0/", ""])
def test_a_reader_may_not_correct_and_to_others_it_is_not_there(path: str, talk: Transcript) -> None:
    reader, stranger = Client(), Client()
    reader.force_login(a_user("reader", permissions=("transcripts.view_transcript",)))
    stranger.force_login(a_user("stranger"))
    assert [send(each, "PATCH", talk, path, title="x")[0] for each in (reader, stranger, Client())] == [403, 404, 401]
    for order in ("merge/", "split/", "join/"):
        assert [send(each, "POST", talk, order)[0] for each in (reader, stranger, Client())] == [403, 404, 401]
    assert [each.get(f"/v1/transcripts/{talk.pk}/corrections/").status_code for each in (reader, stranger)] == [
        403,
        404,
    ]
