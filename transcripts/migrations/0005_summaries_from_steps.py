"""Summaries were the results of steps; each becomes a row, and the action items of those shown become rows too."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_EMPTY: dict[str, Any] = {
    "title": "",
    "statements": [],
    "topics": [],
    "subjects": [],
    "decisions": [],
    "next_steps": [],
}


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    Step = apps.get_model("transcripts", "Step")
    Transcript = apps.get_model("transcripts", "Transcript")
    made = Step.objects.filter(kind__in=["summarise", "retell"], status="done", result__isnull=False)
    # By name `retell` comes before `summarise`, which was done first.
    for step in made.select_related("version").order_by("version", "-kind").iterator():
        if isinstance(step.result, dict) and "telling" not in step.result:
            _keep(apps, step)
    for transcript in Transcript.objects.filter(current__chosen__isnull=False).select_related("current__chosen"):
        _list(apps, transcript)


def _keep(apps: Apps, step: Any) -> None:
    Telling = apps.get_model("transcripts", "Telling")
    result, version = step.result, step.version
    usage = result.get("usage") or {}
    seconds = usage.get("seconds")
    telling = Telling.objects.create(
        version=version,
        number=version.tellings.count() + 1,
        maker="language_model" if step.kind == "retell" else "embedded",
        model=(usage.get("model") or "unknown")[:255] if step.kind == "retell" else "",
        prompt_version=usage.get("prompt_version", ""),
        language=version.language,
        calls=usage.get("calls", 0),
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=usage.get("completion_tokens", 0),
        took_ms=None if seconds is None else round(seconds * 1000),
        troubles=result.get("troubles", []),
        title=result.get("title", "")[:255],
        short_summary=result.get("short_summary", ""),
        long_summary=result.get("long_summary", ""),
        document=result.get("document") or {**_EMPTY, "title": result.get("title", "")},
    )
    if step.finished_at:
        Telling.objects.filter(pk=telling.pk).update(created_at=step.finished_at)
    version.chosen = telling
    version.save(update_fields=["chosen"])


def _list(apps: Apps, transcript: Any) -> None:
    ActionItem = apps.get_model("transcripts", "ActionItem")
    telling = transcript.current.chosen
    for step in telling.document["next_steps"]:
        statement, owner = step["statement"], step["owner"] or {}
        if statement["text"]:
            ActionItem.objects.create(
                transcript=transcript,
                text=statement["text"],
                told=statement["text"],
                owner_name=(owner.get("name") or step["owner_as_said"])[:255],
                owner_speaker=owner.get("speaker"),
                due=step["due"],
                due_as_said=step["due_as_said"][:255],
                quote=step["quote"],
                start_ms=statement["start_ms"],
                position=min(statement["evidence"], default=None),
                likely=step["likely"],
                supported=statement["supported"],
                telling=telling,
            )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0004_summaries")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
