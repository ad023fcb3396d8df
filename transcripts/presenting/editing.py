"""The forms of an editing page, and what becomes of one that is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from transcripts.correcting.desk import Conflict, Refused
from transcripts.models import Correction

Make = Callable[[forms.Form], Correction | None]


@dataclass(slots=True)
class Part:
    """One form of an editing page. `name` identifies it on the page; `make` does what it asks for.

    After a conflict `theirs` is the other person's text, and sending the form again replaces that.
    """

    name: str
    heading: str
    button: str
    make: Make
    form: Callable[[QueryDict | None], forms.Form]
    note: str = ""
    say: Callable[[Any], str] = str
    """How a Conflict's current value is shown, as text."""
    problem: str = ""
    theirs: str | None = None
    bound: forms.Form = field(init=False)

    def __post_init__(self) -> None:
        self.bound = self.form(None)

    def sent(self, data: QueryDict) -> int:
        """Do what the form asks for: 200 when it is done, else the HTTP status for the page that says why not."""
        self.bound = self.form(data)
        if not self.bound.is_valid():
            return 400
        try:
            self.make(self.bound)
        except Refused as error:
            self.problem = str(error)
            return 400
        except Conflict as conflict:
            self.problem = str(conflict)
            self._begin_from(conflict.current, data)
            return 409
        return 200

    def _begin_from(self, current: Mapping[str, Any], data: QueryDict) -> None:
        """Keep what was written in the form, and let it begin from the other person's text, which it now shows."""
        known = data.copy()
        if "version" in current:
            known["version"] = str(current["version"])
        else:
            (now,) = current.values() or ("",)
            known["was"] = str(now)
            self.theirs = self.say(now)
        self.bound = self.form(known)
