import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0003_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="chosen_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who chose it; empty: it came by itself.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("participants", "ask who was there"),
                    ("fetch", "fetch a track"),
                    ("prepare", "find the voice in a track"),
                    ("transcribe", "transcribe a piece"),
                    ("assemble", "put the words together"),
                    ("summarise", "title, summary and topics"),
                    ("retell", "the same by a language model"),
                    ("mix", "mix the audio"),
                    ("tell", "another summary"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="part",
            field=models.CharField(
                blank=True,
                help_text="Track, or track:piece, both from 0; of tell the number; empty: all.",
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="From 1, in the order in which they were made.")),
                (
                    "maker",
                    models.CharField(
                        choices=[("embedded", "the embedded summariser"), ("language_model", "a language model")],
                        max_length=16,
                    ),
                ),
                (
                    "model",
                    models.CharField(
                        blank=True, help_text="The language model; empty: the embedded one.", max_length=255
                    ),
                ),
                ("prompt_version", models.CharField(blank=True, max_length=32)),
                (
                    "language",
                    models.CharField(blank=True, help_text="The code of the language it is written in.", max_length=8),
                ),
                (
                    "instructions",
                    models.TextField(blank=True, help_text="The wishes that the language model was to heed."),
                ),
                ("calls", models.PositiveIntegerField(default=0, help_text="To the language model.")),
                ("prompt_tokens", models.PositiveIntegerField(default=0)),
                ("completion_tokens", models.PositiveIntegerField(default=0)),
                (
                    "took_ms",
                    models.PositiveBigIntegerField(blank=True, help_text="Empty where it was not measured.", null=True),
                ),
                (
                    "troubles",
                    models.JSONField(
                        blank=True, default=list, help_text="Sentences about what the model did not tell."
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=255)),
                ("short_summary", models.TextField(blank=True)),
                ("long_summary", models.TextField(blank=True)),
                ("document", models.JSONField(default=dict, help_text="The whole summary with its evidence.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: made by itself.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tellings", to="transcripts.version"
                    ),
                ),
            ],
            options={
                "verbose_name": "summary",
                "verbose_name_plural": "summaries",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "owner_name",
                    models.CharField(blank=True, help_text="Who is to do it; empty: nobody named.", max_length=255),
                ),
                (
                    "owner_speaker",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The owner's `speaker`; empty for somebody who did not take part.",
                        null=True,
                    ),
                ),
                ("due", models.DateField(blank=True, null=True)),
                ("due_as_said", models.CharField(blank=True, max_length=255)),
                ("quote", models.TextField(blank=True, help_text="The sentence as it was spoken.")),
                ("start_ms", models.PositiveBigIntegerField(blank=True, help_text="When it was said.", null=True)),
                (
                    "position",
                    models.PositiveIntegerField(blank=True, help_text="Of the segment that says it.", null=True),
                ),
                (
                    "likely",
                    models.BooleanField(default=False, help_text="Recognised by how people talk, and not understood."),
                ),
                (
                    "supported",
                    models.BooleanField(default=True, help_text="Found in what was said, or a person's own."),
                ),
                (
                    "told",
                    models.TextField(blank=True, help_text="As the summary tells it; empty for what a person added."),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edited_at",
                    models.DateTimeField(blank=True, help_text="When a person last changed what it says.", null=True),
                ),
                ("removed_at", models.DateTimeField(blank=True, help_text="When a person took it away.", null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who added it; empty: the summary.",
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
                        related_name="action_items",
                        to="transcripts.transcript",
                    ),
                ),
                (
                    "telling",
                    models.ForeignKey(
                        blank=True,
                        help_text="The last to name it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="transcripts.telling",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="version",
            name="chosen",
            field=models.ForeignKey(
                blank=True,
                help_text="The summary shown.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="transcripts.telling",
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="telling_number_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("maker", "embedded"), ("model", "")),
                    models.Q(("maker", "language_model"), models.Q(("model", ""), _negated=True)),
                    _connector="OR",
                ),
                name="telling_names_its_model",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["transcript", "start_ms"], name="action_item_by_transcript"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["-created_at", "id"], name="action_item_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="action_item_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_by__isnull", True), ("done_at__isnull", False), _connector="OR"),
                name="action_item_is_done_by_somebody_at_a_time",
            ),
        ),
    ]
