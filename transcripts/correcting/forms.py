"""The forms of correcting. Each contains the value it began from, so that nobody overwrites what they have not seen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from transcripts.correcting.changing import MOST_OF_A_NAME
from transcripts.correcting.desk import Refused
from transcripts.correcting.replacing import NOTHING_TO_FIND, wanted
from transcripts.text.replacing import Replacement

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


class _ToSomebody(forms.Form):
    """Whom something is given to: one of the people, or somebody new."""

    ids = ""
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label="Speaker")
    name = forms.CharField(label="Name, if it is a new speaker", required=False, max_length=MOST_OF_A_NAME)
    scope = forms.ChoiceField(label="Change it for")

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[tuple[int, str]],
        scopes: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.ids}_%s")
        _choices(self.fields["to"], [*((str(number), name) for number, name in people), (NOBODY_YET, "A new speaker")])
        _choices(self.fields["scope"], scopes)
        if len(scopes) == 1:
            self.fields["scope"].widget = forms.HiddenInput()
            self.fields["scope"].initial = scopes[0][0]

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


class GiveForm(_ToSomebody):
    """Who says a segment, or also what follows it."""

    ids = "give"
    was = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("was", "version", "to", "name", "scope")


class _Words(forms.RadioSelect):
    """A text of which each word but the first can be chosen."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option if int(value) else {**option, "attrs": {**option["attrs"], "disabled": True}}


class SplitForm(_ToSomebody):
    """At which word a segment is split, and who says the second part."""

    ids = "split"
    was = forms.CharField(strip=False, widget=forms.HiddenInput)
    word = forms.TypedChoiceField(
        label="Choose the word that the second part begins with",
        coerce=int,
        widget=_Words(attrs={"class": "words-choice"}),
        error_messages={"required": "Choose the word that the second part begins with."},
    )
    field_order = ("was", "version", "word", "to", "name", "scope")

    def __init__(
        self,
        data: Any = None,
        *,
        words: Sequence[str],
        people: Sequence[tuple[int, str]],
        scopes: Sequence[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, people=people, scopes=scopes, initial=initial)
        _choices(self.fields["word"], [(str(number), word) for number, word in enumerate(words)])
        self.fields["to"].label = "Who says the second part"
        self.fields["scope"].label = "If it is somebody else’s, give them"

    def clean_word(self) -> int:
        word: int = self.cleaned_data["word"]
        if word == 0:
            raise forms.ValidationError("Choose a later word: the first part cannot be empty.")
        return word


class JoinForm(forms.Form):
    """Two segments, and what they said."""

    was = forms.CharField(strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    following = forms.IntegerField(widget=forms.HiddenInput)


class ReplaceForm(forms.Form):
    """What is to stand in place of what; and, where the places were shown, which of these and in which version."""

    find = forms.CharField(label="Replace", strip=False, error_messages={"required": NOTHING_TO_FIND})
    put = forms.CharField(label="With", required=False, strip=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    replacement: Replacement | None = None

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="replace_%s")
        for name in ("find", "put"):
            self.fields[name].widget.attrs |= {"dir": "auto", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "find" in cleaned:
            try:
                self.replacement = wanted(cleaned["find"], cleaned.get("put", ""))
            except Refused as error:
                raise forms.ValidationError(str(error)) from None
        return cleaned

    @property
    def chosen(self) -> list[str]:
        """The places chosen, by their cells."""
        return self.data.getlist("places") if isinstance(self.data, QueryDict) else []


class MergeForm(forms.Form):
    into = forms.ChoiceField(label="Is the same person as")

    def __init__(self, data: Any = None, *, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="merge_%s")
        _choices(self.fields["into"], [(str(number), name) for number, name in people])


def _choices(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
    field.choices = choices
