"""Long answers are compressed for who takes that, and so that their length gives nothing away."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from reflector_site.compression import LEAST_BYTES, View, compressed

LONG = b"Good morning. " * LEAST_BYTES


@compressed
def long_page(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(LONG)


@compressed
def short_page(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(b"Good morning.")


def answer_of(view: View, accepted: str) -> HttpResponse:
    answer = view(RequestFactory().get("/", headers={"accept-encoding": accepted}))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_long_answer_is_sent_compressed() -> None:
    answer = answer_of(long_page, "gzip, br")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(LONG) / 10
    assert gzip.decompress(answer.content) == LONG


def test_who_does_not_take_it_gets_it_plain() -> None:
    answer = answer_of(long_page, "br")
    assert (answer.content, "Content-Encoding" in answer.headers) == (LONG, False)


def test_caches_on_the_way_are_told_that_there_are_two() -> None:
    assert [answer_of(long_page, accepted).headers["Vary"] for accepted in ("gzip", "")] == ["Accept-Encoding"] * 2


def test_a_short_answer_stays_as_it_is() -> None:
    assert answer_of(short_page, "gzip").content == b"Good morning."


def test_the_length_of_the_same_answer_varies() -> None:
    assert len({len(answer_of(long_page, "gzip").content) for _ in range(20)}) > 1
