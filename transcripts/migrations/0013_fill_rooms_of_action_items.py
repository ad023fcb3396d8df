from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each action item the room and the time of its transcript."""
    transcripts = apps.get_model("transcripts", "Transcript").objects.using(schema_editor.connection.alias)
    items = apps.get_model("transcripts", "ActionItem").objects.using(schema_editor.connection.alias)
    its = transcripts.filter(pk=OuterRef("transcript"))
    items.update(room=Subquery(its.values("room")[:1]), recorded_at=Subquery(its.values("recorded_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0012_rooms_of_action_items")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
