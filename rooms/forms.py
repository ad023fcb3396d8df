from typing import TYPE_CHECKING

from django import forms

from rooms.languages import LANGUAGES
from rooms.models import Room

_DETECT = ("", "Detect it in each recording")


if TYPE_CHECKING:

    class _RoomModelForm(forms.ModelForm[Room]): ...

else:  # Django's own class takes no type arguments when it runs
    _RoomModelForm = forms.ModelForm


class RoomForm(_RoomModelForm):
    language = forms.ChoiceField(
        required=False,
        choices=lambda: [_DETECT, *sorted(LANGUAGES.items(), key=lambda entry: entry[1])],
        help_text="Choose one when the room's meetings are always in it: a fixed language is never mistaken.",
    )

    class Meta:
        model = Room
        fields = ["name", "platform", "language"]
