from typing import TYPE_CHECKING

from django import forms

from rooms.glossary import MOST_WORDS, terms_in, word_count
from rooms.languages import LANGUAGES
from rooms.models import Room

_DETECT = ("", "Detect it in each recording")
_AS_SPOKEN = ("", "The language spoken")


if TYPE_CHECKING:

    class _RoomModelForm(forms.ModelForm[Room]): ...

else:  # Django's own class takes no type arguments when it runs
    _RoomModelForm = forms.ModelForm


def languages() -> list[tuple[str, str]]:
    """Code and name, by name."""
    return sorted(LANGUAGES.items(), key=lambda entry: entry[1])


class RoomForm(_RoomModelForm):
    language = forms.ChoiceField(
        required=False,
        choices=lambda: [_DETECT, *languages()],
        help_text="Choose one when the room's meetings are always in it: a fixed language is never mistaken.",
    )
    glossary = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Names and special words that are said here, one per line or with commas between them. The speech"
        " model listens for them, and for the names of those present.",
    )
    summary_language = forms.ChoiceField(
        required=False,
        choices=lambda: [_AS_SPOKEN, *languages()],
        label="Language of summaries",
        help_text="For summaries by a language model. Without one they are in words of the meeting.",
    )
    summary_instructions = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Wishes for summaries",
        help_text="What a language model should heed: what matters here, and how to put it. Up to 2,000 characters.",
    )

    class Meta:
        model = Room
        fields = ["name", "platform", "language", "glossary", "summary_language", "summary_instructions"]

    @property
    def warning(self) -> str:
        """A sentence about settings that are allowed but will not do what one expects; empty when there are none."""
        words = word_count(terms_in(self.cleaned_data.get("glossary", "")))
        if words <= MOST_WORDS:
            return ""
        return (
            f"The glossary has {words} words, and the speech model listens for about the first {MOST_WORDS} of them."
            " Put the most important ones first."
        )
