from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0014_days_of_open_items"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title", "title"),
                    ("short_summary", "summary"),
                    ("long_summary", "long summary"),
                    ("topic", "title of a topic"),
                    ("name", "name"),
                    ("text", "words"),
                    ("replace", "words wherever they stand"),
                    ("speaker", "speaker"),
                    ("merge", "two speakers put together"),
                    ("split", "a segment made two"),
                    ("join", "two segments made one"),
                ],
                max_length=16,
            ),
        ),
    ]
