import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The corrected segment of the version before, whose correction stands here.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="carried_to",
                to="transcripts.segment",
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="segment",
            name="corrected_by",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="segment",
            name="heard_speaker",
            field=models.PositiveIntegerField(
                blank=True, help_text="Whose track it was heard in, where a person gave it to somebody else.", null=True
            ),
        ),
        migrations.AddField(
            model_name="segment",
            name="heard_words",
            field=models.JSONField(
                blank=True,
                help_text="The words as heard, where a person wrote others. No words at all: removed.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="topic",
            name="corrected_by",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="topic",
            name="generated_title",
            field=models.CharField(blank=True, help_text="Where a person wrote another title.", max_length=255),
        ),
        migrations.AddField(
            model_name="transcript",
            name="revision",
            field=models.PositiveIntegerField(default=0, help_text="Counts the corrections and their undoing."),
        ),
        migrations.AddField(
            model_name="transcript",
            name="written",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text='Title and summaries that people wrote: {"title": {"generated", "by", "at"}, …}, with what was generated in their place.',
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("title", "title"),
                            ("short_summary", "summary"),
                            ("long_summary", "long summary"),
                            ("topic", "title of a topic"),
                            ("name", "name"),
                            ("text", "words"),
                            ("speaker", "speaker"),
                            ("merge", "two speakers put together"),
                        ],
                        max_length=16,
                    ),
                ),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("made_by_name", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=150)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="transcripts.transcript",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        help_text="The one shown then.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="transcripts.version",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["transcript", "-id"], name="correction_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by_name", "")),
                            models.Q(("undone_at__isnull", False), models.Q(("undone_by_name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="correction_undone_says_by_whom",
                    )
                ],
            },
        ),
    ]
