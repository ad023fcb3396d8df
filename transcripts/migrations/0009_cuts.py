from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0008_passages_of_agreements"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="segment",
            options={"ordering": ["version", "start_ms", "end_ms", "position"]},
        ),
        migrations.AddField(
            model_name="segment",
            name="cut_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a person last said where it begins or ends: split it, or joined it.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title", "title"),
                    ("short_summary", "summary"),
                    ("long_summary", "long summary"),
                    ("topic", "title of a topic"),
                    ("name", "name"),
                    ("text", "words"),
                    ("speaker", "speaker"),
                    ("merge", "two speakers put together"),
                    ("split", "a segment made two"),
                    ("join", "two segments made one"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="segment",
            name="position",
            field=models.PositiveIntegerField(
                help_text="Its number, from 0; a part split off gets the next one.",
            ),
        ),
        migrations.AddIndex(
            model_name="segment",
            index=models.Index(fields=["version", "start_ms", "end_ms", "position"], name="segment_as_spoken"),
        ),
    ]
