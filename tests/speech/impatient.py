"""The product's settings, but what a killed worker was at is taken up within seconds instead of minutes."""

from reflector_site.settings import *  # noqa: F403 - all of them, but for what follows

STEP_LEASE_S = 8
STEP_HINT_AGE_S = 4
SWEEP_EVERY_S = 2
