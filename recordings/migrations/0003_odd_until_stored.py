from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0002_list_indexes")]

    operations = [
        migrations.AlterField(
            model_name="platformpoll",
            name="oldest_unfinished_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Start of the oldest recording that was still going on then or could not be stored.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="platformpoll",
            name="odd",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Reported recordings that could not be read or stored, and why, until they are.",
            ),
        ),
    ]
