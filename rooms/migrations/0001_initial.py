import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(
                        help_text="Meetings are named after it: name-YYYYMMDDHHMMSS.", max_length=128, unique=True
                    ),
                ),
                (
                    "platform",
                    models.CharField(
                        choices=[("daily", "Daily"), ("whereby", "Whereby")], default="daily", max_length=16
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="The code of the language spoken, such as en. Empty: detected per recording.",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="rooms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("platform__in", ["daily", "whereby"])), name="room_is_on_a_known_platform"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="room_has_a_name"),
                ],
            },
        ),
    ]
