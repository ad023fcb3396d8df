from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="glossary",
            field=models.TextField(
                blank=True,
                help_text="Names and special words of the room's meetings, one per line or with commas between them.",
                max_length=5000,
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="summary_instructions",
            field=models.TextField(
                blank=True,
                help_text="What a language model is asked to heed when it tells the meetings.",
                max_length=2000,
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="summary_language",
            field=models.CharField(
                blank=True,
                help_text="The code of the language that a language model tells the meetings in. Empty: the one spoken.",
                max_length=8,
            ),
        ),
    ]
