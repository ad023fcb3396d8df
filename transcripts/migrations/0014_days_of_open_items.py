from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0013_fill_rooms_of_action_items")]

    operations = [
        migrations.RemoveIndex(model_name="actionitem", name="item_open_by_time"),
        migrations.RemoveIndex(model_name="actionitem", name="item_owner_open_by_time"),
        migrations.RemoveIndex(model_name="actionitem", name="item_room_open_by_time"),
        migrations.RemoveIndex(model_name="actionitem", name="item_room_owner_open_by_time"),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["-recorded_at", "id", "due"],
                name="item_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["owner_name", "-recorded_at", "id", "due"],
                name="item_owner_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["room", "-recorded_at", "id", "due"],
                name="item_room_open_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(
                condition=models.Q(("done_at", None), ("removed_at", None)),
                fields=["room", "owner_name", "-recorded_at", "id", "due"],
                name="item_room_owner_open_by_time",
            ),
        ),
    ]
