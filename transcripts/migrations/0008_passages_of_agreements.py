"""Search finds decisions and action items too, and summaries in the language that they are written in.

What it finds besides segments is made of other rows: it is taken away here, and `migrate` makes it anew when it is
done; see `transcripts.searching.rebuilding`.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def take_away(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    del schema_editor
    apps.get_model("transcripts", "Passage").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0007_list_indexes")]

    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="passage", name="passage_is_of_a_known_kind"),
        migrations.AddField(
            model_name="passage",
            name="language",
            field=models.CharField(
                blank=True, default="", help_text="Whose stems it is found by; of a name none.", max_length=8
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="passage",
            name="segment_position",
            field=models.PositiveIntegerField(
                blank=True, help_text="Of the segment that says a decision or an action item.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="passage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title", "title"),
                    ("name", "speaker"),
                    ("topic", "topic"),
                    ("decision", "decision"),
                    ("action_item", "action item"),
                    ("summary", "summary"),
                    ("long_summary", "long summary"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="passage",
            name="position",
            field=models.PositiveBigIntegerField(
                help_text="Of a topic or a decision; of a name its `speaker`; of an action item its id; else 0."
            ),
        ),
        migrations.AlterField(
            model_name="passage",
            name="start_ms",
            field=models.PositiveBigIntegerField(
                blank=True, help_text="Of a topic, a decision or an action item.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["language"], name="passage_by_language"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["title", "name", "topic", "decision", "action_item", "summary", "long_summary"])
                ),
                name="passage_is_of_a_known_kind",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_away),
    ]
