"""Numbers and times of the calendar in a text, however they are written, so that two texts can be compared."""

import re
from itertools import pairwise

from text_to_num import alpha2digit  # type: ignore[import-untyped]

from transcripts.summary.tokens import tokens_of

WEEKDAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
}
MONTHS = {
    "en": (
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "de": (
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ),
}
_RELATIVE = {
    "en": "today=today tonight=today tomorrow=tomorrow yesterday=yesterday week=week weeks=week month=month"
    " months=month year=year years=year",
    "es": "hoy=today mañana=tomorrow ayer=yesterday semana=week semanas=week mes=month meses=month año=year años=year",
    "fr": "aujourd'hui=today demain=tomorrow hier=yesterday semaine=week semaines=week mois=month an=year ans=year"
    " année=year années=year",
    "de": "heute=today morgen=tomorrow gestern=yesterday woche=week wochen=week monat=month monate=month monats=month"
    " jahr=year jahre=year jahren=year jahres=year",
}
_SPELLED = frozenset({"en", "es", "fr", "de", "pt", "it", "nl"})
"""Languages whose spelled numbers text2num reads."""
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u202f](?=\d{3}(?!\d))")
_SPACED_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
_NUMBER = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?)[ -]?(k\b|m\b|1000000\b|1000\b)?", re.IGNORECASE)
_TIMES = {"k": 1_000, "m": 1_000_000, "1000": 1_000, "1000000": 1_000_000}
_CAPITAL_ONLY = frozenset({"may", "march"})
"""English months that are other words too in small letters."""


def _calendar(language: str) -> dict[str, str]:
    return {
        **dict(zip(WEEKDAYS[language], WEEKDAYS["en"], strict=True)),
        **dict(zip(MONTHS[language], MONTHS["en"], strict=True)),
        **dict(pair.split("=") for pair in _RELATIVE[language].split()),
    }


_CALENDAR = {language: _calendar(language) for language in WEEKDAYS}


def in_digits(text: str, language: str, *, least: int = 4) -> str:
    """The text with its spelled numbers from `least` on as digits; unchanged in languages whose numbers are unknown."""
    if language not in _SPELLED:
        return text
    digits: str = alpha2digit(text, language, threshold=least - 1)
    return digits


def numbers_said(text: str, language: str) -> frozenset[float]:
    """All numbers of a text as spoken. A year said in two halves is given as a whole too."""
    digits = in_digits(text, language, least=1)
    halves = re.findall(r"(?<!\d)\d{2}(?= \d{2}(?!\d))|(?<=\d{2} )\d{2}(?!\d)", digits)
    years = {float(before + after) for before, after in pairwise(halves)}
    return _numbers(digits) | years


def numbers_claimed(text: str, language: str) -> frozenset[float]:
    """The numbers that a summary states. "One", "two" and "three" as words count things more often than they state."""
    return _numbers(in_digits(text, language))


def days_in(text: str, language: str) -> frozenset[str]:
    """The weekdays, months, "tomorrow" or "week" named, as English words; comparable across languages."""
    named = _CALENDAR.get(language, {})
    return frozenset(
        named[bare]
        for token in tokens_of(text)
        if (bare := token.casefold().replace("’", "'").removesuffix("'s")) in named
        and not (language == "en" and token in _CAPITAL_ONLY)
    )


def _numbers(digits: str) -> frozenset[float]:
    plain = _SPACED_THOUSANDS.sub(lambda found: found.group().replace(" ", ""), _THOUSANDS.sub("", digits))
    return frozenset(
        float(number.replace(",", ".")) * _TIMES.get(magnitude.lower(), 1)
        for number, magnitude in _NUMBER.findall(plain)
    )
