"""Sweeps again and again, as a supervisor's timer does by `manage.py sweep`, without a process for each time."""

import logging
import time

import django
from django.conf import settings
from django.db import DatabaseError, close_old_connections

django.setup()

from transcripts import jobs  # noqa: E402 - needs the apps

while True:
    close_old_connections()
    try:
        jobs.sweep()
    except DatabaseError as error:
        logging.getLogger("sweeper").warning("%s", error)
    time.sleep(settings.SWEEP_EVERY_S)
