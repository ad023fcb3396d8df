import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_list_indexes"),
        ("recordings", "0003_odd_until_stored"),
        ("rooms", "0002_summary_and_glossary"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="room",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recordings",
                to="rooms.room",
            ),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["room", "-recorded_at", "id"], name="recording_by_room"),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["room", "outcome", "-recorded_at", "id"], name="recording_by_room_and_outcome"),
        ),
    ]
