from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_list_indexes"),
        ("recordings", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["outcome", "-recorded_at", "id"], name="recording_by_outcome"),
        ),
    ]
