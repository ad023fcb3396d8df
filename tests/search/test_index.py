"""The index follows the rows, whatever is done to them, and can be made again."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from tests.builders import a_room, a_telling, a_topic, a_transcript, a_user, a_version, an_action_item
from tests.pipeline.working import a_version_at_work, make_ready
from transcripts import changing_items, pipeline
from transcripts.changing_items import Wording
from transcripts.correcting.changing import rename
from transcripts.models import Passage, Segment, Transcript, Version
from transcripts.searching.finding import Filters, find
from transcripts.searching.index import SEARCHED, install, missing_parts, names_of, trouble_in
from transcripts.searching.lookup import Wanted
from transcripts.searching.passages import folded_segment, index_transcript
from transcripts.searching.rebuilding import install_after_migrating
from transcripts.summary.outline import Decision, NextStep, Statement, Summary
from transcripts.text.query import parse
from transcripts.watching.health import examine

pytestmark = pytest.mark.django_db

INDEX = names_of(Segment).index
in_transactions = pytest.mark.django_db(transaction=True)  # PostgreSQL changes no table that has checks outstanding


def losable() -> list[str]:
    """What the index can lose: on SQLite its triggers, on PostgreSQL only itself."""
    if connection.vendor == "sqlite":
        return [f"{INDEX}_{change}" for change in ("added", "changed", "taken")]
    return [INDEX]


def in_index(word: str) -> int:
    """How many segments of any version the index itself has the word in."""
    return Segment.objects.filter(folded__finds=Wanted(parse(word))).count()


def found(word: str) -> int:
    return len(find(a_user(is_superuser=True), parse(word), Filters()).rows)


def well() -> bool:
    return not any(map(trouble_in, SEARCHED))


def run(command: str, *arguments: str) -> tuple[int, str]:
    """Exit code, and what it said."""
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=out)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    return 0, out.getvalue()


def lose() -> None:
    kind = "TRIGGER" if connection.vendor == "sqlite" else "INDEX"
    with connection.cursor() as cursor:
        for part in losable():
            cursor.execute(f"DROP {kind} {part}")


def test_a_segment_is_found_by_its_new_words_alone() -> None:
    transcript = a_transcript(said=("A heron.",))
    assert transcript.current
    segment = transcript.current.segments.get()
    segment.text, segment.folded = "An owl.", folded_segment("An owl.", transcript.current)
    segment.save()
    assert (in_index("heron"), in_index("owl")) == (0, 1)
    assert well()


def test_what_is_deleted_is_found_no_more() -> None:
    transcript = a_transcript(said=("A heron.",))
    old = a_version(transcript, number=2, said=("An old heron.",))
    assert in_index("heron") == 2
    old.delete()
    assert in_index("heron") == 1
    Transcript.objects.filter(pk=transcript.pk).update(current=None, status="queued")
    transcript.delete()
    assert in_index("heron") == 0
    assert not Passage.objects.exists()
    assert well()


def test_a_transcript_that_is_made_is_found_by_all_that_it_shows() -> None:
    version = a_version_at_work()
    make_ready(version.transcript, "The heron flies over the lake and the heron comes back in the evening.")
    shown = Transcript.objects.get(pk=version.transcript_id)
    assert Segment.objects.filter(folded__finds=Wanted(parse("heron"))).exists()
    assert {passage.text for passage in shown.passages.filter(kind="name")} == {
        participant["name"] for participant in shown.participants
    }
    assert run("rebuild_search", "--check")[0] == 0


def test_indexing_a_transcript_again_replaces_what_was_found() -> None:
    transcript = a_transcript(title="Heron")
    transcript.title = "Owl"
    transcript.save()
    index_transcript(transcript.pk)
    assert (found("heron"), found("owl")) == (0, 1)


def test_what_people_do_to_action_items_is_found_at_once() -> None:
    ada = a_user("ada")
    transcript = a_transcript()
    item = changing_items.add(transcript, Wording("Feed the heron.", "Zoë", None), by=ada)
    assert (found("heron"), found("zoe")) == (1, 1)
    changing_items.reword(item, Wording("Feed the owl.", "Bob", None))
    assert [found(word) for word in ("heron", "zoe", "owl", "owl bob")] == [0, 0, 1, 1]
    changing_items.tick(item, done=True, by=ada)
    assert found("owl") == 1
    changing_items.remove(item)
    assert found("owl") == 0
    assert run("rebuild_search", "--check")[0] == 0


def test_an_item_that_cannot_be_kept_is_not_found() -> None:
    transcript = a_transcript()
    with pytest.raises(IntegrityError), transaction.atomic():
        changing_items.add(transcript, Wording("", "heron", None), by=a_user())
    assert found("heron") == 0


def test_the_summary_that_is_chosen_is_the_one_that_is_found() -> None:
    version = a_version_at_work()
    make_ready(version.transcript, "The heron flies over the lake and the heron comes back in the evening.")
    decided, to_do = Statement("We buy a stork.", (0,), 0), Statement("Ada buys a stork.", (0,), 0)
    summary = Summary(title="Birds", decisions=(Decision(decided, ""),), next_steps=(NextStep(to_do, ""),))
    version.refresh_from_db()
    telling = a_telling(version, summary, chosen=False)
    assert found("stork") == 0
    assert pipeline.show_telling(telling, by=a_user().pk)
    assert sorted(kinds_of("stork")) == ["action_item", "decision"]
    assert run("rebuild_search", "--check")[0] == 0


def test_an_owner_who_is_renamed_is_found_by_the_new_name() -> None:
    transcript = a_transcript()
    an_action_item(transcript, "Feed the bird.", owner_name="Ada", owner_speaker=0)
    rename(transcript.pk, 0, "Heron", was="Ada", by=a_user())
    assert sorted(kinds_of("heron")) == ["action_item", "name"]


def kinds_of(word: str) -> list[str]:
    return [hit.kind for hit in find(a_user(is_superuser=True), parse(word), Filters()).rows]


def test_indexing_a_transcript_that_is_gone_does_nothing() -> None:
    transcript = a_transcript()
    pk = transcript.pk
    Transcript.objects.filter(pk=pk).update(current=None, status="queued")
    transcript.delete()
    index_transcript(pk)
    assert not Passage.objects.exists()


def test_indexing_costs_the_same_however_many_topics() -> None:
    def cost(topics: int) -> int:
        transcript = a_transcript()
        assert transcript.current
        for position in range(topics):
            a_topic(transcript.current, f"Topic {position}", position=position)
        with CaptureQueriesContext(connection) as captured:
            index_transcript(transcript.pk)
        return len(captured)

    assert cost(1) == cost(20) <= 8


@in_transactions
def test_what_is_lost_is_made_again_after_migrating_and_no_change_is_missed() -> None:
    a_transcript(said=("A heron.",))
    lose()
    a_transcript(said=("An owl.",))
    assert missing_parts(Segment) == losable()
    call_command("migrate", verbosity=0)
    assert missing_parts(Segment) == []
    assert (in_index("heron"), in_index("owl")) == (1, 1)
    assert well()


@in_transactions
def test_a_migration_that_rebuilds_the_table_takes_the_triggers_and_migrating_brings_them_back() -> None:
    a_transcript(said=("A heron.",))
    field = Segment._meta.get_field("speaker")
    with connection.schema_editor() as editor:
        changed = field.clone()
        changed.set_attributes_from_name("speaker")
        changed.model, changed.null = Segment, True
        editor.alter_field(Segment, field, changed, strict=True)
        editor.alter_field(Segment, changed, field, strict=True)
    assert missing_parts(Segment) == (losable() if connection.vendor == "sqlite" else [])
    call_command("migrate", verbosity=0)
    assert missing_parts(Segment) == []
    a_transcript(said=("An owl.",))
    assert (in_index("heron"), in_index("owl")) == (1, 1)
    assert well()


@in_transactions
def test_rows_from_before_there_was_a_search_are_found_after_migrating() -> None:
    a_transcript(said=("A heron.",), title="Herons")
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("transcripts")
    try:
        MigrationExecutor(connection).migrate([("transcripts", "0001_initial")])
    finally:
        MigrationExecutor(connection).migrate(latest)
        call_command("migrate", verbosity=0)
    assert sorted(hit.kind for hit in find(a_user(is_superuser=True), parse("heron"), Filters()).rows) == [
        "segment",
        "title",
    ]
    assert well()


@in_transactions
def test_what_an_earlier_version_did_not_index_is_found_after_migrating() -> None:
    transcript = a_transcript(title="Herons")
    an_action_item(transcript, "Feed the heron.")
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("transcripts")
    try:
        MigrationExecutor(connection).migrate([("transcripts", "0007_list_indexes")])
    finally:
        MigrationExecutor(connection).migrate(latest)
        call_command("migrate", verbosity=0)
    assert sorted(kinds_of("heron")) == ["action_item", "title"]
    assert well()


def test_what_a_migration_moved_to_another_room_or_out_of_all_is_found_there_after_migrating() -> None:
    transcript, roomless = (
        a_transcript(said=("A heron.",), title="Herons"),
        a_transcript(said=("An owl.",), title="Owls"),
    )
    a_version(transcript, said=("An old heron.",), number=2)
    owner = a_user()
    Transcript.objects.filter(pk=transcript.pk).update(room=a_room(owner=owner))
    Transcript.objects.filter(pk=roomless.pk).update(room=None)
    install_after_migrating(apps.get_app_config("transcripts"), "default")
    assert len(find(owner, parse("heron"), Filters()).rows) == 2
    assert run("rebuild_search", "--check") == (0, "ok: 2 transcripts are found by all their texts.\n")


@in_transactions
def test_migrating_back_makes_no_passages_that_the_table_cannot_hold() -> None:
    a_transcript(title="Herons")
    try:
        call_command("migrate", "transcripts", "0007", verbosity=0)
        assert not Passage.objects.exists()
    finally:
        call_command("migrate", verbosity=0)
    assert found("heron") == 1


def test_installing_twice_makes_nothing() -> None:
    assert install() == []


def test_the_check_tells_of_texts_that_are_not_folded_as_they_should_be() -> None:
    a_transcript(said=("A heron.", "An owl."))
    assert run("rebuild_search", "--check") == (0, "ok: 1 transcripts are found by all their texts.\n")
    Segment.objects.filter(text="A heron.").update(folded="p0stork")
    Passage.objects.filter(kind="title").delete()
    code, told = run("rebuild_search", "--check")
    assert code == 1
    assert "NOT OK: 2 texts of 1 transcripts" in told
    assert in_index("stork") == 1


def test_rebuilding_puts_everything_right() -> None:
    a_transcript(said=("A heron.", "An owl."), title="Birds")
    Segment.objects.update(folded="")
    Passage.objects.all().delete()
    code, told = run("rebuild_search")
    assert code == 0
    assert "3 texts were folded anew" in told
    assert (found("heron"), found("birds")) == (1, 1)
    assert run("rebuild_search", "--check")[0] == 0


@in_transactions
def test_an_index_that_differs_from_the_rows_is_told_and_mended() -> None:
    a_transcript(said=("A heron.",))
    lose()
    Segment.objects.update(folded="p0stork")
    assert run("rebuild_search", "--check")[0] == 1
    run("rebuild_search")
    assert well()
    assert in_index("heron") == 1


@in_transactions
def test_health_tells_what_is_missing() -> None:
    (before,) = (finding for finding in examine() if finding.name == "search")
    lose()
    (after,) = (finding for finding in examine() if finding.name == "search")
    assert before.well
    assert not after.well
    assert losable()[0] in after.text
    assert "rebuild_search" in after.text


def test_old_versions_do_not_pile_up_passages() -> None:
    transcript = a_transcript()
    for _ in range(3):
        index_transcript(transcript.pk)
    assert Passage.objects.filter(transcript=transcript, kind="title").count() == 1
    assert Version.objects.count() == 1
