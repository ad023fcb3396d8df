from django.db import migrations, models


class Migration(migrations.Migration):
    """Made anew: what the old rows told is out of date within two minutes."""

    dependencies = [("transcripts", "0005_summaries_from_steps")]
    operations = [
        migrations.DeleteModel("Heartbeat"),
        migrations.CreateModel(
            "Heartbeat",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queue", models.CharField(max_length=16)),
                ("host", models.CharField(help_text="HOST_NAME there.", max_length=64)),
                (
                    "began_at",
                    models.DateTimeField(auto_now_add=True, help_text="When it first had workers for the queue."),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, help_text="When its workers were last asked to show life.", null=True
                    ),
                ),
                ("beat_at", models.DateTimeField(blank=True, help_text="When one of them last did.", null=True)),
                (
                    "noted_at",
                    models.DateTimeField(blank=True, help_text="When what they did was last noted.", null=True),
                ),
            ],
            options={
                "ordering": ["queue", "host"],
                "constraints": [
                    models.UniqueConstraint(fields=("queue", "host"), name="heartbeat_once_per_queue_and_host")
                ],
            },
        ),
    ]
