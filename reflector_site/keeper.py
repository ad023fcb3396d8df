"""Runs a command and ends all that it started together with it: `python -m reflector_site.keeper COMMAND...`.

A cluster of django-q2 consists of several processes, and workers whose guard has died go on without one. So the keeper,
which leads a process group of its own, ends the whole group when the command has ended, and also when the process that
started the keeper is gone: then its standard input, a pipe into which nothing is ever written, is closed. A SIGTERM is
passed on to the command alone.
"""

import os
import signal
import subprocess
import sys
import threading


def main() -> None:
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    threading.Thread(target=_end_without_starter, daemon=True).start()
    process.wait()
    _end_all()


def _end_without_starter() -> None:
    os.read(sys.stdin.fileno(), 1)
    _end_all()


def _end_all() -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
