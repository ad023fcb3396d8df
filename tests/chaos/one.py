"""One fault on a site of its own, told as JSON on standard output: `python -m tests.chaos.one NUMBER [--short]`.

DATA_DIR and DATABASE_URL name the site; `--prepare` makes a database ready to be copied instead.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps come first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from tests.chaos import journal  # noqa: E402
from tests.chaos.faults import FAULTS  # noqa: E402
from tests.chaos.outcome import Outcome  # noqa: E402
from tests.chaos.site import Site  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", nargs="?")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--prepare", action="store_true")
    options = parser.parse_args()
    if options.prepare:
        call_command("migrate", verbosity=0)
        journal.install()
        connections.close_all()
        return 0
    sys.stdout.write(json.dumps(asdict(_outcome(options.number, Site(Path(settings.DATA_DIR), options.short)))))
    return 0


def _outcome(number: str, site: Site) -> Outcome:
    try:
        return FAULTS[number](site)
    except TimeoutError as error:
        return Outcome(f"fault {number}", problems=[str(error)])
    finally:
        site.end()


if __name__ == "__main__":
    sys.exit(main())
