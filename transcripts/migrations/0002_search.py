import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("transcripts_segment", "transcripts_passage")


def take_down_the_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite drops no column that a trigger names. Going forward, `migrate` makes the index when it is done."""
    del apps
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        for part in ("added", "changed", "taken"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_words_{part}"')
        schema_editor.execute(f'DROP TABLE IF EXISTS "{table}_words"')


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "title"),
                            ("name", "speaker"),
                            ("topic", "topic"),
                            ("summary", "summary"),
                            ("long_summary", "long summary"),
                        ],
                        max_length=16,
                    ),
                ),
                ("position", models.PositiveIntegerField(help_text="Of a topic; of a name its `speaker`; else 0.")),
                ("start_ms", models.PositiveBigIntegerField(blank=True, help_text="Of a topic.", null=True)),
                ("text", models.TextField()),
                ("folded", models.TextField(editable=False, help_text="What search finds the text by.")),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="transcripts.transcript",
                    ),
                ),
            ],
            options={"ordering": ["transcript", "kind", "position"]},
        ),
        migrations.AddField(
            model_name="segment",
            name="folded",
            field=models.TextField(blank=True, default="", editable=False, help_text="What search finds the text by."),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["language"], name="transcript_by_language"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("transcript", "kind", "position"), name="passage_once_per_transcript"
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["title", "name", "topic", "summary", "long_summary"])),
                name="passage_is_of_a_known_kind",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_down_the_index, elidable=False),
    ]
