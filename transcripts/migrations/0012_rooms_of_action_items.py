from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0002_summary_and_glossary"),
        ("transcripts", "0011_rooms_of_transcripts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="actionitem",
            options={"ordering": ["-recorded_at", "pk"]},
        ),
        migrations.RemoveIndex(
            model_name="actionitem",
            name="action_item_newest_first",
        ),
        migrations.AddField(
            model_name="actionitem",
            name="recorded_at",
            field=models.DateTimeField(
                default=datetime(1970, 1, 1, tzinfo=UTC), help_text="When the recording started."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="actionitem",
            name="room",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rooms.room",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["-recorded_at", "id"], name="item_by_time"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["-recorded_at", "id"],
                name="item_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False), ("removed_at", None)),
                fields=["-recorded_at", "id"],
                name="item_done_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["owner_name", "-recorded_at", "id"], name="item_owner_by_time"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["owner_name", "-recorded_at", "id"],
                name="item_owner_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False), ("removed_at", None)),
                fields=["owner_name", "-recorded_at", "id"],
                name="item_owner_done_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["room", "-recorded_at", "id"], name="item_room_by_time"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["room", "-recorded_at", "id"],
                name="item_room_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False), ("removed_at", None)),
                fields=["room", "-recorded_at", "id"],
                name="item_room_done_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["room", "owner_name", "-recorded_at", "id"], name="item_room_owner_by_time"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["room", "owner_name", "-recorded_at", "id"],
                name="item_room_owner_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False), ("removed_at", None)),
                fields=["room", "owner_name", "-recorded_at", "id"],
                name="item_room_owner_done_by_time",
            ),
        ),
    ]
