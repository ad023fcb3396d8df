from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0005_rooms_of_recordings")]

    operations = [
        migrations.AddField(
            model_name="platformpoll",
            name="backlog_after",
            field=models.TextField(
                blank=True,
                default="",
                help_text="The place in the platform's list that older ones still to be looked at follow.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="platformpoll",
            name="backlog_until",
            field=models.DateTimeField(blank=True, help_text="How far back these go; empty: to the oldest.", null=True),
        ),
        migrations.AddField(
            model_name="platformpoll",
            name="backlog_reached",
            field=models.DateTimeField(blank=True, help_text="Start of the last one before them.", null=True),
        ),
        migrations.AlterField(
            model_name="platformpoll",
            name="walked_until",
            field=models.DateTimeField(
                blank=True,
                help_text="When the last walk began: finished recordings before it are known, but for the backlog.",
                null=True,
            ),
        ),
    ]
