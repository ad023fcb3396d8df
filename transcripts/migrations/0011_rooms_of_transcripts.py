from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_along(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Move the transcripts of meetings that were given another room, or one at all, to where their recordings are."""
    meetings = apps.get_model("meetings", "Meeting").objects.using(schema_editor.connection.alias)
    transcripts = apps.get_model("transcripts", "Transcript").objects.using(schema_editor.connection.alias)
    rooms = dict(meetings.values_list("pk", "room"))
    theirs = transcripts.filter(meeting__isnull=False).values_list("pk", "room", "meeting")
    for pk, room, meeting in list(theirs):
        if room != rooms[meeting]:
            transcripts.filter(pk=pk).update(room=rooms[meeting])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_list_indexes"),
        ("recordings", "0005_rooms_of_recordings"),
        ("transcripts", "0010_rare_transcripts_of_a_room"),
    ]

    operations = [migrations.RunPython(move_along, migrations.RunPython.noop)]
