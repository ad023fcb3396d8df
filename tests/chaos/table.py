"""The table of faults, as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

HEAD = (
    "| Fault | Database | What was done | Recordings | Tracks | Lost | Stored twice | At once | Begun again | "
    "Recovery | Verdict |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def line(number: str, database: str, outcome: Mapping[str, Any], problems: Sequence[str], took_s: float) -> str:
    told = "; ".join([outcome.get("done", ""), *outcome.get("notes", ())])
    recovery = outcome.get("recovery_s")
    cells = [
        number,
        database,
        told,
        "{}/{}".format(*outcome.get("recordings", "??")),
        "{}/{}".format(*outcome.get("tracks", "??")),
        *(str(outcome.get(name, "?")) for name in ("lost", "stored_twice", "at_once", "begun_again")),
        "" if recovery is None else f"{recovery:.1f} s",
        f"**{'; '.join(problems)}**" if problems else f"ok ({took_s:.0f} s)",
    ]
    return f"| {' | '.join(cells)} |"
