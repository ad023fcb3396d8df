import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("meetings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlatformPoll",
            fields=[
                (
                    "platform",
                    models.CharField(
                        choices=[("daily", "Daily"), ("whereby", "Whereby")],
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "walked_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the last complete walk began: finished recordings before it are known.",
                        null=True,
                    ),
                ),
                (
                    "oldest_unfinished_at",
                    models.DateTimeField(
                        blank=True, help_text="Start of the oldest recording that was still going on then.", null=True
                    ),
                ),
                (
                    "deep_walk_at",
                    models.DateTimeField(blank=True, help_text="The last walk seven days back.", null=True),
                ),
                ("succeeded_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "odd",
                    models.JSONField(
                        blank=True, default=dict, help_text="Reported recordings that could not be read, and why."
                    ),
                ),
                ("lease_owner", models.CharField(blank=True, max_length=64)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecordingStart",
            fields=[
                ("recording_id", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("instance_id", models.CharField(db_index=True, max_length=64)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WebhookEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(choices=[("daily", "Daily"), ("whereby", "Whereby")], max_length=16)),
                ("key", models.CharField(max_length=255)),
                ("type", models.CharField(blank=True, max_length=64)),
                ("body", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("done", "done"),
                            ("held", "waiting for its meeting"),
                            ("not_understood", "not understood"),
                        ],
                        default="received",
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it was held or not understood.")),
                ("room_name", models.CharField(blank=True, max_length=128)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(fields=["status", "received_at"], name="webhook_event_by_status"),
                    models.Index(fields=["room_name", "status"], name="webhook_event_by_room"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("platform", "key"), name="webhook_event_once_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "not_understood"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="webhook_event_says_why_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingError",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("room_name", models.CharField(blank=True, db_index=True, max_length=128)),
                ("instance_id", models.CharField(blank=True, max_length=64)),
                ("message", models.TextField()),
                ("happened_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recording_errors",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recording_error",
                        to="recordings.webhookevent",
                    ),
                ),
            ],
            options={
                "ordering": ["-happened_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.CharField(max_length=128, primary_key=True, serialize=False)),
                (
                    "platform",
                    models.CharField(
                        choices=[("daily", "Daily"), ("whereby", "Whereby")], default="daily", max_length=16
                    ),
                ),
                ("room_name", models.CharField(blank=True, max_length=128)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("cloud", "cloud"),
                            ("cloud-audio-only", "cloud, audio only"),
                            ("raw-tracks", "raw tracks"),
                        ],
                        max_length=32,
                    ),
                ),
                ("recorded_at", models.DateTimeField(help_text="When the recording started.")),
                (
                    "duration",
                    models.PositiveIntegerField(blank=True, help_text="In seconds, as the platform says.", null=True),
                ),
                ("bucket_name", models.CharField(blank=True, max_length=255)),
                (
                    "object_key",
                    models.CharField(
                        blank=True, help_text="The object, or what its tracks' keys begin with.", max_length=1024
                    ),
                ),
                (
                    "track_keys",
                    models.JSONField(
                        blank=True,
                        help_text="null: not multitrack; []: no audio captured; else the keys of the audio tracks, in order.",
                        null=True,
                    ),
                ),
                (
                    "tracks_hidden",
                    models.BooleanField(default=False, help_text="It has tracks that the platform could not list."),
                ),
                (
                    "unreadable_tracks",
                    models.PositiveIntegerField(default=0, help_text="Tracks that were reported without a key."),
                ),
                ("mtg_session_id", models.CharField(blank=True, max_length=64, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("matched", "matched to a meeting"),
                            ("no_meeting", "no meeting found"),
                            ("no_audio", "no audio captured"),
                            ("tracks_hidden", "the platform could not list its tracks"),
                            ("one_file", "kept as one file"),
                        ],
                        max_length=16,
                    ),
                ),
                ("first_seen_at", models.DateTimeField(auto_now_add=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recordings",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "pk"],
                "indexes": [
                    models.Index(fields=["-recorded_at", "id"], name="recording_newest_first"),
                    models.Index(fields=["room_name", "recorded_at"], name="recording_by_name_and_start"),
                    models.Index(
                        condition=models.Q(("outcome", "no_meeting")),
                        fields=["recorded_at"],
                        name="recording_without_meeting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("platform__in", ["daily", "whereby"])),
                        name="recording_is_on_a_known_platform",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("id", ""), _negated=True), name="recording_has_the_platforms_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("meeting__isnull", True), ("outcome", "no_meeting")),
                            models.Q(models.Q(("outcome", "no_meeting"), _negated=True), ("meeting__isnull", False)),
                            _connector="OR",
                        ),
                        name="recording_without_meeting_says_so",
                    ),
                ],
            },
        ),
    ]
