import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("meetings", "0001_initial"),
        ("recordings", "0001_initial"),
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("queue", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transcript",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("transcribing", "being transcribed"),
                            ("summarising", "being summarised"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("error", models.TextField(blank=True, help_text="Why it failed.")),
                (
                    "participants",
                    models.JSONField(blank=True, default=list, help_text='[{"id", "speaker", "name", "user_id"}, …]'),
                ),
                ("title", models.CharField(blank=True, max_length=255)),
                ("short_summary", models.TextField(blank=True)),
                ("long_summary", models.TextField(blank=True)),
                ("webvtt", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("language_probability", models.FloatField(blank=True, null=True)),
                (
                    "duration_ms",
                    models.PositiveBigIntegerField(blank=True, help_text="Of the meeting's audio.", null=True),
                ),
                (
                    "audio_name",
                    models.CharField(blank=True, help_text="The mixed audio's name in our storage.", max_length=255),
                ),
                (
                    "warnings",
                    models.JSONField(
                        blank=True, default=list, help_text="Sentences about what is missing or doubtful."
                    ),
                ),
                ("recorded_at", models.DateTimeField(help_text="When the recording started.")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcripts",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "recording",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcript",
                        to="recordings.recording",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcripts",
                        to="rooms.room",
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("model", models.CharField(blank=True, help_text="The speech model that heard it.", max_length=255)),
                ("language", models.CharField(blank=True, help_text="Chosen once for all tracks.", max_length=8)),
                ("language_probability", models.FloatField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="transcripts.transcript",
                    ),
                ),
            ],
            options={
                "ordering": ["transcript", "number"],
            },
        ),
        migrations.AddField(
            model_name="transcript",
            name="current",
            field=models.ForeignKey(
                blank=True,
                help_text="The version shown.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="transcripts.version",
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("start_ms", models.PositiveBigIntegerField()),
                ("end_ms", models.PositiveBigIntegerField()),
                ("title", models.CharField(max_length=255)),
                ("summary", models.TextField(blank=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="transcripts.version"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("participants", "ask who was there"),
                            ("fetch", "fetch a track"),
                            ("prepare", "find the voice in a track"),
                            ("transcribe", "transcribe a piece"),
                            ("assemble", "put the words together"),
                            ("summarise", "title, summary and topics"),
                            ("retell", "the same by a language model"),
                            ("mix", "mix the audio"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        blank=True, help_text="Track, or track:piece, both from 0; empty: the whole.", max_length=32
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("input", models.JSONField(blank=True, default=dict)),
                ("result", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True, help_text="Why the last attempt failed.")),
                ("attempts", models.PositiveIntegerField(default=0, help_text="Counted when a worker begins.")),
                ("owner", models.CharField(blank=True, max_length=128)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("run_after", models.DateTimeField(help_text="Not before; pushed back after a failure that may pass.")),
                ("hinted_at", models.DateTimeField(help_text="When the queue was last told of it.")),
                ("progress", models.FloatField(default=0, help_text="0 to 1.")),
                ("progress_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="transcripts.version"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(help_text="Its place in the transcript, from 0.")),
                ("start_ms", models.PositiveBigIntegerField()),
                ("end_ms", models.PositiveBigIntegerField()),
                (
                    "speaker",
                    models.PositiveIntegerField(help_text="The `speaker` of one of the transcript's participants."),
                ),
                ("text", models.TextField()),
                ("words", models.JSONField(default=list, help_text="[[start_ms, end_ms, text, probability], …]")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="segments", to="transcripts.version"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("transcript", "number"), name="version_number_is_unique"),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["-recorded_at", "id"], name="transcript_newest_first"),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["room", "-recorded_at"], name="transcript_by_room"),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["status"], name="transcript_by_status"),
        ),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["queued", "transcribing", "summarising", "ready", "failed", "cancelled"])
                ),
                name="transcript_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="transcript_failure_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ready"), _negated=True), ("current__isnull", False), _connector="OR"
                ),
                name="transcript_ready_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="topic_position_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_ms__gte", models.F("start_ms"))), name="topic_ends_after_it_starts"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["status", "run_after"], name="step_by_status_and_due"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["status", "lease_until"], name="step_by_status_and_lease"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                fields=("version", "kind", "part"), name="step_once_per_version_and_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "running"), _negated=True),
                    models.Q(("lease_until__isnull", False), models.Q(("owner", ""), _negated=True)),
                    _connector="OR",
                ),
                name="step_running_has_owner_and_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="step_failure_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="segment_position_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_ms__gte", models.F("start_ms"))), name="segment_ends_after_it_starts"
            ),
        ),
    ]
