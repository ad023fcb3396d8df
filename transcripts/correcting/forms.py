"""The forms of correcting. Each carries what it began from, so that nothing unseen is written over."""

from collections.abc import Sequence
from typing import Any

from django import forms

from transcripts.correcting.changing import MOST_OF_A_NAME

NOBODY_YET = "new"
ALONE, REST, RUN = "alone", "rest", "run"


class TextForm(forms.Form):
    """One text in place of another. Limits are kept, and explained, where it is written."""

    was = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, label: str, initial: dict[str, Any] | None = None, rows: int = 1) -> None:
        super().__init__(data, initial=initial, auto_id="text_%s")
        self.fields["text"].label = label
        widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
        widget.attrs["dir"] = "auto"
        self.fields["text"].widget = widget


class GiveForm(forms.Form):
    """Who says a segment, or also what follows it."""

    was = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label="Speaker")
    name = forms.CharField(label="Name, if it is a new speaker", required=False, max_length=MOST_OF_A_NAME)
    scope = forms.ChoiceField(label="Give them")

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[tuple[int, str]],
        scopes: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="give_%s")
        _choices(self.fields["to"], [*((str(number), name) for number, name in people), (NOBODY_YET, "A new speaker")])
        _choices(self.fields["scope"], scopes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("to") == NOBODY_YET and not cleaned.get("name", "").strip():
            self.add_error("name", "Give the new speaker a name.")
        return cleaned

    @property
    def target(self) -> int | str:
        """The chosen speaker's number, or the name of a new one."""
        to: str = self.cleaned_data["to"]
        return str(self.cleaned_data["name"]) if to == NOBODY_YET else int(to)


class MergeForm(forms.Form):
    into = forms.ChoiceField(label="Is the same person as")

    def __init__(self, data: Any = None, *, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="merge_%s")
        _choices(self.fields["into"], [(str(number), name) for number, name in people])


def _choices(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
    field.choices = choices
