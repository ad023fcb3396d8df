"""What is found: the same on either database, of what is shown now, and only what the reader may see."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.languages import LANGUAGES
from rooms.models import Room
from tests.builders import (
    START,
    a_meeting,
    a_recording,
    a_room,
    a_telling,
    a_topic,
    a_transcript,
    a_user,
    a_version,
    an_action_item,
)
from tests.search.meeting import meets
from transcripts.models import Passage, Segment, Transcript
from transcripts.searching.finding import Filters, Order, find, page_after
from transcripts.searching.passages import index_transcript
from transcripts.searching.showing import grouped, shown
from transcripts.summary.outline import Decision, Statement, Summary
from transcripts.text.query import MOST_TERMS, parse

pytestmark = pytest.mark.django_db

TEXTS = (
    ("en", "The budget for March is small."),
    ("en", "Budgets for the launch date, and the date of launch."),
    ("en", "We don't e-mail the O'Brien café."),
    ("en", "Naïve running dies hard 🎉 at 3.5 percent."),
    ("en", "<script>alert('launch')</script>"),
    ("de", "Die Häuser der Entscheidung, das Haus im März."),
    ("de", "Müllers Straße und die Entscheidungen"),
    ("es", "Las canciones de la reunión y el café"),
    ("es", "la canción en las reuniones de marzo"),
    ("fr", "L’équipe a mangé à l'école, l'eau était mangée"),
    ("fr", "les réunions d'équipe"),
    ("ru", "Встречи и встреча, ёлки"),
    ("ja", "木曜日の会議は日本語です GPT4"),
    ("ko", "회의는 다음 주에 있습니다"),
    ("ar", "الاجتماع في مُحَمَّد"),
    ("he", "שָׁלוֹם לכולם"),
    ("tr", "Işık İstanbul'da ılık, iyi mi?"),
    ("th", "การประชุมพรุ่งนี้"),
    ("zh", "我们明天开会讨论预算"),
    ("en", "2026-01-15: ada.lovelace@example.co.uk, state-of-the-art U.S.A. R&D"),
    ("zz", "budget launch dates"),
    ("", "percent of cafés"),
)
WORDS = (
    *(
        "budget",
        "Budgets",
        "march",
        "launch",
        "date",
        "dates",
        "don't",
        "dont",
        "email",
        "obrien",
        "cafe",
        "café",
        "run",
    ),
    *("dies", "die", "haus", "Häuser", "entscheidung", "mueller", "strasse", "canción", "reunion", "réunions", "eau"),
    *(
        "mangee",
        "mange",
        "встреча",
        "елка",
        "会議",
        "日",
        "gpt4",
        "회의",
        "محمد",
        "שלום",
        "🎉",
        "3.5",
        "script",
        "zebra",
        "2026-01-15",
        "ada.lovelace@example.co.uk",
        "stateoftheart",
        "usa",
        "ışık",
        "ISTANBUL",
        "ประชุม",
        "预算",
    ),
)
OPERATORS = ('"', "OR", "-", " ", " ", " ")
TYPED = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
    st.lists(st.sampled_from((*WORDS, *OPERATORS)), max_size=8).map(" ".join),
    st.lists(st.sampled_from((*WORDS, *OPERATORS)), max_size=8).map("".join),
)


def in_languages(owner: User | None = None) -> None:
    room = a_room(owner=owner)
    for language in dict.fromkeys(language for language, _ in TEXTS):
        texts = tuple(text for its, text in TEXTS if its == language)
        a_transcript(a_recording(a_meeting(room)), said=texts, language=language, title=texts[0], participants=[])


def staff() -> User:
    return a_user(is_superuser=True)


def texts(user: User, typed: str, filters: Filters | None = None, order: Order = Order.BEST) -> list[str]:
    """What is found, in order."""
    query = parse(typed)
    hits = find(user, query, filters or Filters(), order=order)
    return [hit.text for hit in shown(hits.rows, query)]


def in_room(room: Room, *said: str, **fields: object) -> Transcript:
    """A transcript with nothing to find but what was said."""
    return a_transcript(a_recording(a_meeting(room)), said=said, **{"title": "", **fields})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=TYPED)
def test_the_database_finds_what_the_tokens_say(typed: str, db: None) -> None:
    if not Segment.objects.exists():
        in_languages()
        a_user("reader", is_superuser=True)
    hits = find(User.objects.get(username="reader"), parse(typed), Filters())
    segments = {hit.pk for hit in hits.rows if hit.kind == "segment"}
    passages = {hit.pk for hit in hits.rows if hit.kind != "segment"}
    assert segments == {row.pk for row in Segment.objects.all() if meets(row.folded, parse(typed))}
    assert passages == {row.pk for row in Passage.objects.all() if meets(row.folded, parse(typed))}


@pytest.mark.parametrize(
    ("typed", "language", "count"),
    [
        ("budget", "en", 2),
        ("budget date", "en", 1),
        ('"launch date"', "en", 1),
        ('"date launch"', "en", 0),
        ('"launch dates"', "en", 0),
        ("launch -budgets", "en", 1),
        ("budget march OR launch", "en", 2),
        ("dont", "en", 1),
        ("email cafe", "en", 1),
        ("obrien", "en", 1),
        ('"running"', "en", 1),
        ('"run"', "en", 0),
        ("run", "en", 1),
        ("haus", "de", 1),
        ("entscheidung", "de", 2),
        ("mueller", "de", 1),
        ("strasse", "de", 1),
        ("die", "de", 2),
        ("cancion", "es", 2),
        ("reuniones", "es", 2),
        ("reunion", "fr", 1),
        ("eau", "fr", 1),
        ("mangees", "fr", 1),
        ("встреча", "ru", 1),
        ("ёлки", "ru", 1),
        ("会議", "ja", 1),
        ("議会", "ja", 0),
        ("日本 会議", "ja", 1),
        ("회의", "ko", 1),
        ("محمد", "ar", 1),
        ("שלום", "he", 1),
        ("🎉", "en", 1),
        ("<script>", "en", 1),
        ("dates", "zz", 1),
        ("date", "zz", 0),
    ],
)
def test_words_are_found_in_the_way_of_the_texts_language(typed: str, language: str, count: int) -> None:
    in_languages()
    assert sum(kind == "segment" for kind in kinds(staff(), typed, Filters(language=language))) == count


def kinds(user: User, typed: str, filters: Filters | None = None) -> list[str]:
    return [hit.kind for hit in find(user, parse(typed), filters or Filters()).rows]


def test_titles_names_topics_and_summaries_are_found_and_stand_first() -> None:
    transcript = a_transcript(
        said=("The heron flies.",), title="Heron", short_summary="Herons.", long_summary="A heron."
    )
    assert transcript.current
    a_topic(transcript.current, "Herons", summary="Of the heron.")
    transcript.participants = [{"id": "", "speaker": 0, "name": "Heron Smith", "user_id": None}]
    transcript.save()
    index_transcript(transcript.pk)
    found = kinds(staff(), "heron")
    assert found[0] == "title"
    assert sorted(found) == ["long_summary", "name", "segment", "summary", "title", "topic"]


def decide(transcript: Transcript, *texts: str, language: str = "en") -> None:
    """A summary is shown that says so; of nothing that it says anybody spoke but of the first."""
    assert transcript.current
    statements = [
        Statement(text, (0,) if place == 0 else (), 0 if place == 0 else None) for place, text in enumerate(texts)
    ]
    a_telling(transcript.current, Summary(decisions=tuple(Decision(one, "") for one in statements)), language=language)
    index_transcript(transcript.pk)


def test_decisions_are_found_and_lead_to_where_they_were_made() -> None:
    transcript = a_transcript(said=("Yes.",), title="")
    decide(transcript, "We buy the heron.", "We sell the owl.")
    page = transcript.get_absolute_url()
    assert addresses("heron") == [f"{page}?t=0&q=heron#t0"]
    assert addresses("owl") == [f"{page}?q=owl#decisions"]


def test_action_items_are_found_by_what_is_to_be_done_and_by_whom() -> None:
    transcript = a_transcript(said=("Yes.", "I will."), title="", participants=[])
    said = an_action_item(transcript, "Feed the heron.", owner_name="Zoë", start_ms=2500, position=1)
    added = an_action_item(transcript, "Call the zoo.", told="")
    index_transcript(transcript.pk)
    page = transcript.get_absolute_url()
    assert addresses("zoe heron") == [f"{page}?t=2.5&q=heron+Zo%C3%AB#t1"]
    assert addresses("call zoo") == [f"{page}?q=Call+zoo#item-{added.pk}"]
    assert {hit.kind for hit in find(staff(), parse("heron OR zoo"), Filters()).rows} == {"action_item"}
    assert said.pk != added.pk


def addresses(typed: str) -> list[str]:
    query = parse(typed)
    return [hit.address for hit in shown(find(staff(), query, Filters()).rows, query)]


def test_the_decisions_of_another_summary_are_not_found() -> None:
    transcript = a_transcript(title="")
    decide(transcript, "We buy the heron.")
    decide(transcript, "We sell the owl.")
    assert texts(staff(), "heron OR owl") == ["We sell the owl."]


def test_a_summary_is_found_in_the_way_of_its_own_language() -> None:
    transcript = a_transcript(said=("The houses.",), short_summary="Über die Häuser.", title="")
    decide(transcript, "Die Entscheidungen.", language="de")
    assert texts(staff(), "haus") == ["Über die Häuser."]
    assert texts(staff(), "house") == ["The houses."]
    assert texts(staff(), "entscheidung", Filters(language="en")) == ["Die Entscheidungen."]
    assert texts(staff(), "entscheidung", Filters(language="de")) == []


def test_a_long_summary_that_is_made_of_the_topics_is_not_found_twice() -> None:
    transcript = a_transcript(title="", long_summary="Herons (00:00)\nOf the heron.\nAnd of owls.")
    assert transcript.current
    a_topic(transcript.current, "Herons", summary="Of the heron.")
    index_transcript(transcript.pk)
    assert kinds(staff(), "heron") == ["topic"]
    assert kinds(staff(), "owls") == ["long_summary"]


def test_only_the_version_that_is_shown_is_found() -> None:
    transcript = a_transcript(said=("The old heron.",))
    a_version(transcript, number=2, said=("The new heron.",))
    assert texts(staff(), "heron") == ["The old heron."]


def test_what_a_reader_may_not_see_is_not_found() -> None:
    ada, bob = a_user(), a_user()
    in_room(a_room(owner=ada), "Ada's heron.", title="Heron of Ada")
    in_room(a_room(owner=bob), "Bob's heron.", title="Heron of Bob")
    assert texts(ada, "heron") == ["Heron of Ada", "Ada's heron."]
    assert texts(a_user(), "heron") == []
    assert len(texts(a_user(permissions=("transcripts.view_transcript",)), "heron")) == 4


def test_a_transcript_without_a_room_is_found_by_staff() -> None:
    transcript = a_transcript(said=("The heron.",), title="")
    Transcript.objects.filter(pk=transcript.pk).update(room=None)
    assert texts(staff(), "heron") == ["The heron."]


def test_the_owner_of_very_many_rooms_finds_what_is_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = a_user()
    for number in range(4):
        in_room(a_room(owner=ada), f"Heron {number}.")
    in_room(a_room(), "Another's heron.")
    monkeypatch.setattr("transcripts.searching.finding.MOST_SHELVES", 3)
    assert len(texts(ada, "heron")) == 4


def test_hits_are_narrowed_to_a_room() -> None:
    room = a_room()
    in_room(room, "Here a heron.")
    in_room(a_room(), "There a heron.")
    assert texts(staff(), "heron", Filters(room=room)) == ["Here a heron."]


@pytest.mark.parametrize(
    ("speaker", "found"),
    [("Ada", {"One heron.", "A third heron."}), ("ada", {"One heron.", "A third heron."}), ("Bob", {"Two herons."})],
)
def test_hits_are_narrowed_to_a_speaker(speaker: str, found: set[str]) -> None:
    a_transcript(said=("One heron.", "Two herons.", "A third heron."), title="Heron")
    assert set(texts(staff(), "heron", Filters(speaker=speaker))) == found


@pytest.mark.parametrize("speaker", ["Nobody", "A", "...", "<script>", '"'])
def test_a_speaker_who_is_not_there_said_nothing(speaker: str) -> None:
    a_transcript(said=("One heron.", "Two herons."))
    assert texts(staff(), "heron", Filters(speaker=speaker)) == []


@pytest.mark.parametrize(
    ("since", "before", "found"),
    [
        (None, 10, {"Early."}),
        (10, None, {"Midnight.", "Late."}),
        (10, 11, {"Midnight."}),
        (11, 10, set()),
    ],
)
def test_hits_are_narrowed_from_a_moment_on_and_to_before_another(
    since: int | None, before: int | None, found: set[str]
) -> None:
    for text, moment in (("Early", (9, 23, 59)), ("Midnight", (10, 0, 0)), ("Late", (11, 0, 0))):
        recorded_at = datetime(2026, 3, *moment, tzinfo=UTC)
        a_transcript(a_recording(recorded_at=recorded_at), said=(f"{text}.",), title="")
    bounds = [None if day is None else datetime(2026, 3, day, tzinfo=UTC) for day in (since, before)]
    assert set(texts(staff(), "early OR midnight OR late", Filters(since=bounds[0], before=bounds[1]))) == found


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("", {"Heron.", "A heron.", "Buy a heron.\nAda", "The heron stays."}),
        ("segment", {"A heron."}),
        ("title", {"Heron."}),
        ("decision", {"The heron stays."}),
        ("action_item", {"Buy a heron.\nAda"}),
        ("name", set()),
    ],
)
def test_hits_are_narrowed_to_a_kind(kind: str, found: set[str]) -> None:
    transcript = a_transcript(said=("A heron.",), title="Heron.")
    decide(transcript, "The heron stays.")
    an_action_item(transcript, "Buy a heron.", owner_name="Ada")
    index_transcript(transcript.pk)
    assert set(texts(staff(), "heron", Filters(kind=kind))) == found


def test_hits_are_narrowed_to_a_language() -> None:
    in_room(a_room(), "Der Plan.", language="de")
    in_room(a_room(), "The plan.", language="en")
    assert texts(staff(), "plan", Filters(language="de")) == ["Der Plan."]


def test_the_newest_come_first_where_that_is_asked_for() -> None:
    for day, text in ((1, "Heron heron heron."), (3, "A heron and much else besides it."), (2, "A heron.")):
        a_transcript(a_recording(recorded_at=START.replace(day=day)), said=(text,), title="")
    assert texts(staff(), "heron")[0] == "Heron heron heron."
    assert texts(staff(), "heron", order=Order.NEWEST)[0] == "A heron and much else besides it."


def test_of_a_very_common_word_the_places_transcribed_last_are_ranked() -> None:
    transcript = a_transcript(said=tuple(f"Heron {number}." for number in range(7)), title="")
    hits = find(staff(), parse("heron"), Filters(), most=5)
    newest = transcript.current and transcript.current.segments.order_by("-pk")[:5]
    assert hits.cut
    assert {hit.pk for hit in hits.rows} == {segment.pk for segment in newest or ()}
    assert not find(staff(), parse("heron"), Filters(), most=7).cut


def test_pages_put_end_to_end_are_all_hits_whatever_is_added_meanwhile() -> None:
    a_transcript(said=tuple(f"Heron {number}." for number in range(12)), title="")
    user = staff()
    whole = [hit.pk for hit in find(user, parse("heron"), Filters()).rows]
    walked: list[int] = []
    after: str | None = ""
    while after is not None:
        page = page_after(find(user, parse("heron"), Filters()).rows, after, size=5)
        walked += [hit.pk for hit in page.rows]
        after = page.next
        a_transcript(said=("Heron heron heron.",), title="Heron")
    assert walked == whole


def test_pages_lead_back() -> None:
    a_transcript(said=tuple(f"Heron {number}." for number in range(12)), title="")
    rows = find(staff(), parse("heron"), Filters()).rows
    first = page_after(rows, "", size=5)
    second = page_after(rows, first.next or "", size=5)
    third = page_after(rows, second.next or "", size=5)
    assert (first.previous, second.previous, third.next) == (None, "", None)
    assert page_after(rows, third.previous or "", size=5) == second
    assert len(third.rows) == 2


@pytest.mark.parametrize("name", ["x", "1~2", "1~2~3~4~x", "~~~~", "1~2~3~4~5~6"])
def test_a_page_that_begins_nowhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="names no place"):
        page_after((), name)


def test_a_query_that_only_leaves_out_finds_nothing() -> None:
    a_transcript(said=("One heron.",))
    assert texts(staff(), "-zebra") == []


def test_a_hit_shows_what_was_said_around_it_and_leads_to_its_moment() -> None:
    transcript = a_transcript(said=("Before.", "The herons, two herons.", "After."), title="")
    query = parse("heron")
    (hit,) = shown(find(staff(), query, Filters()).rows, query)
    assert (hit.name, hit.start_ms) == ("Bob", 2500)
    assert hit.before
    assert hit.after
    assert (hit.before.name, hit.before.text, hit.after.text) == ("Ada", "Before.", "After.")
    assert hit.address == f"{transcript.get_absolute_url()}?t=2.5&q=herons#t1"


def test_the_first_and_last_words_have_nothing_on_one_side() -> None:
    a_transcript(said=("The heron.",), title="")
    query = parse("heron")
    (hit,) = shown(find(staff(), query, Filters()).rows, query)
    assert (hit.before, hit.after) == (None, None)


def test_hits_that_follow_one_another_are_not_shown_around_each_other_too() -> None:
    in_room(a_room(), "Before.", "A heron.", "Heron two.", "After.")
    query = parse("heron")
    (group,) = grouped(shown(find(staff(), query, Filters()).rows, query))
    around = [(hit.before and hit.before.text, hit.text, hit.after and hit.after.text) for hit in group.hits]
    assert around == [("Before.", "A heron.", None), (None, "Heron two.", "After.")]


def test_the_longest_search_is_answered_on_a_site_of_every_language() -> None:
    words = [f"{letter}{vowel}nationalisierungen" for letter in "bcdfghkl" for vowel in "aeio"]
    assert len(words) == MOST_TERMS
    for language in LANGUAGES:
        in_room(a_room(), f"{' '.join(words)}.", language=language)
    user = staff()
    counts = [len(texts(user, sign.join(words))) for sign in (" ", " OR ", " -")]
    assert counts == [len(LANGUAGES), len(LANGUAGES), 0]
