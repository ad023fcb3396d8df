"""The demo's rows: `python -m script.demo_rows USER PASSWORD daily.json...`, with the site's settings around it.

A user, and the rooms and meetings that the files tell of, under their own ids, as if they had been opened on this site.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models can be imported only now

from meetings.models import Meeting  # noqa: E402
from meetings.opening import store_meeting  # noqa: E402
from rooms.models import Room  # noqa: E402


def main(user: str, password: str, *files: str) -> None:
    owner = User.objects.create_superuser(user, password=password)
    for file in files:
        told = json.loads(Path(file).read_text())["meeting"]
        room = Room.objects.create(name=told["room"], owner=owner)
        start_date = datetime.fromisoformat(told["start_date"])
        store_meeting(Meeting(id=told["id"], room=room, room_name=told["room_name"], start_date=start_date))


main(*sys.argv[1:])
