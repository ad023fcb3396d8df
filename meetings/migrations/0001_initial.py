import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyMeetingSession",
            fields=[
                ("mtg_session_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("room_name", models.CharField(max_length=128)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["room_name", "started_at", "mtg_session_id"],
                "indexes": [models.Index(fields=["room_name", "started_at"], name="session_by_room_and_start")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("room_name", ""), _negated=True), name="session_has_a_room_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "room_name",
                    models.CharField(help_text="The platform's room: name-YYYYMMDDHHMMSS, in UTC.", max_length=128),
                ),
                ("room_url", models.URLField(blank=True, help_text="The link to join.", max_length=512)),
                (
                    "platform",
                    models.CharField(
                        choices=[("daily", "Daily"), ("whereby", "Whereby")], default="daily", max_length=16
                    ),
                ),
                ("start_date", models.DateTimeField()),
                ("end_date", models.DateTimeField(blank=True, null=True)),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="rooms.room",
                    ),
                ),
            ],
            options={
                "ordering": ["-start_date", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DailyParticipantSession",
            fields=[
                ("id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                (
                    "session_id",
                    models.CharField(help_text="Daily's participant id: the one in track file names.", max_length=128),
                ),
                ("user_id", models.CharField(blank=True, max_length=128)),
                ("user_name", models.CharField(blank=True, max_length=255)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participant_sessions",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["joined_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["room_name", "start_date"], name="meeting_by_name_and_start"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["-start_date", "id"], name="meeting_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("platform__in", ["daily", "whereby"])), name="meeting_is_on_a_known_platform"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("room_name", ""), _negated=True), name="meeting_has_a_room_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end_date__isnull", True), ("end_date__gte", models.F("start_date")), _connector="OR"
                ),
                name="meeting_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="dailyparticipantsession",
            index=models.Index(fields=["meeting", "session_id"], name="stay_by_participant"),
        ),
        migrations.AddConstraint(
            model_name="dailyparticipantsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at__isnull", True), ("left_at__gte", models.F("joined_at")), _connector="OR"),
                name="participant_leaves_after_joining",
            ),
        ),
    ]
