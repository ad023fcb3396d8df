from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_list_indexes"),
        ("recordings", "0002_list_indexes"),
        ("rooms", "0001_initial"),
        ("transcripts", "0006_heartbeat_per_host"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="transcript",
            name="transcript_by_room",
        ),
        migrations.RemoveIndex(
            model_name="transcript",
            name="transcript_by_status",
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["room", "-recorded_at", "id"], name="transcript_by_room"),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["status", "-recorded_at", "id"], name="transcript_by_status_and_time"),
        ),
    ]
