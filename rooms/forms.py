from django import forms

from rooms.languages import LANGUAGES
from rooms.models import Room

_DETECT = ("", "Detect it in each recording")


class RoomForm(forms.ModelForm[Room]):
    language = forms.ChoiceField(
        required=False,
        choices=lambda: [_DETECT, *sorted(LANGUAGES.items(), key=lambda entry: entry[1])],
        help_text="Choose one when the room's meetings are always in it: a fixed language is never mistaken.",
    )

    class Meta:
        model = Room
        fields = ["name", "platform", "language"]
