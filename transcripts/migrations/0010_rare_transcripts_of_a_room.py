from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0009_cuts")]

    operations = [
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(fields=["room", "status", "-recorded_at", "id"], name="transcript_by_room_and_status"),
        ),
    ]
