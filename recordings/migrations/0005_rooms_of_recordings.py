from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each recording the room of its meeting."""
    meetings = apps.get_model("meetings", "Meeting").objects.using(schema_editor.connection.alias)
    recordings = apps.get_model("recordings", "Recording").objects.using(schema_editor.connection.alias)
    room = meetings.filter(pk=OuterRef("meeting")).values("room")
    recordings.filter(meeting__isnull=False).update(room=Subquery(room[:1]))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_list_indexes"), ("recordings", "0004_recording_room")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
