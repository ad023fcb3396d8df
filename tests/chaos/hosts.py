"""Two machines on one database and one bucket, of which one dies at work."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import requests
from django.contrib.auth.models import User

from reflector_site.queue import Queue
from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import Load, bring_in, transcripts_of
from tests.chaos.outcome import Outcome, account, begun_since
from tests.chaos.processes import kill
from tests.chaos.site import Site
from transcripts.models import Step
from transcripts.steps import owner_prefix
from transcripts.watching.health import workers_are_well

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HOSTS = ("one", "two")
RECORDINGS, AUDIO = "recordings", "audio"
KEYS = {"AWS_ACCESS_KEY_ID": "chaos", "AWS_SECRET_ACCESS_KEY": "chaos-secret"}
PASSWORD = "Tr4nscript!"


def two_hosts(site: Site) -> Outcome:
    outcome = Outcome("two machines with one database and one bucket; the first is killed at work with all it runs")
    load = bring_in(4 if site.short else 8, tracks=3, pace_s=1.5)
    _share_a_bucket(site)
    works = {host: site.work(**_machine(site, host)) for host in HOSTS}
    site.wait(lambda: bool(_held_by("one")) and bool(_held_by("two")), PATIENCE_S, "both are at work")
    interrupted, at = _held_by("one"), time.time()
    kill(works["one"].pid)  # the keepers take the rest of it along
    site.wait(lambda: not workers_are_well(Queue.SPEECH, "one").well, PATIENCE_S, "the first is missed")
    site.wait_for(load, 2 * PATIENCE_S)
    outcome.recovered_in(begun_since(at, interrupted))
    for queue in Queue:
        outcome.require(workers_are_well(queue, "two").well, f"the {queue} queue of the second is not well")
    outcome.require(site.logged("they are started again") == 0, "the second restarted its workers for the first")
    played = [_played(site, host, load) for host in HOSTS]
    outcome.require(played[0] == played[1] == [b"sound"] * len(load.recordings), "the audio cannot be played from both")
    outcome.notes.append("the audio of all plays from both")
    return account(outcome, load)


def _machine(site: Site, host: str) -> dict[str, str]:
    folder = site.folder / host
    folder.mkdir(exist_ok=True)
    return {"HOST_NAME": host, "DATA_DIR": str(folder)}


def _held_by(host: str) -> list[int]:
    held = Step.objects.filter(status=Step.Status.RUNNING, owner__startswith=owner_prefix(host))
    return list(held.values_list("pk", flat=True))


def _share_a_bucket(site: Site) -> None:
    """An S3 server with what has been brought in, and with a bucket for our own audio."""
    server = site.start("-m", "moto.server", "--host", "127.0.0.1", "--port", "0", name="s3")
    site.wait(lambda: bool(_address(server.log)), 60, "the S3 server listens")
    site.environment |= {
        **KEYS,
        "AWS_ENDPOINT_URL_S3": _address(server.log),
        "RECORDINGS_DIR": "",
        "DAILYCO_STORAGE_AWS_BUCKET_NAME": RECORDINGS,
        "TRANSCRIPT_STORAGE_AWS_BUCKET_NAME": AUDIO,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=_address(server.log),
        region_name="us-east-1",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )
    for bucket in (RECORDINGS, AUDIO):
        client.create_bucket(Bucket=bucket)
    folder = site.folder / "bucket"
    for path in folder.rglob("*"):
        if path.is_file():
            client.put_object(Bucket=RECORDINGS, Key=str(path.relative_to(folder)), Body=path.read_bytes())


def _address(log: Path) -> str:
    found = re.search(r"Running on (http://\S+)", log.read_text())
    return found[1] if found else ""


def _played(site: Site, host: str, load: Load) -> list[bytes]:
    """The audio of each transcript, as the site on that machine gives it to a browser."""
    User.objects.create_superuser(host, password=PASSWORD)
    with site.web(**_machine(site, host)) as address, requests.Session() as browser:
        browser.get(f"{address}/login/", timeout=30)
        form = {"username": host, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post(f"{address}/login/", data=form, headers={"Referer": address}, timeout=30)
        return [
            browser.get(f"{address}/transcripts/{transcript.pk}/audio", timeout=30).content
            for transcript in transcripts_of(load)
        ]
