"""The product's settings with its patience shortened, so that what takes minutes can be watched in seconds.

Its own environment says where the data and the database are. The queue's `retry` stays the product's 41 minutes: what
recovers here recovers by our rows, never because django-q2 hands a task out again.
"""

import os

from reflector_site.settings import *  # noqa: F403 - all of them, but for what follows

ROOT_URLCONF = "tests.chaos.urls"
SPEECH_ENGINE = os.environ.get("CHAOS_ENGINE", "tests.standins.engine")

STEP_LEASE_S = 6
STEP_FIRST_PAUSE_S = 0.1  # type: ignore[assignment] # whole seconds there
STEP_HINT_AGE_S = 4
SWEEP_EVERY_S = 2
SPEECH_SILENCE_S = int(os.environ.get("CHAOS_ENGINE_SILENCE_S", "3"))
QUEUE_SILENCE_S = 12
