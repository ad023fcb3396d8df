"""When something is to be done: the words said, and the day they mean."""

import calendar
import re
from datetime import date, datetime, timedelta

import dateparser  # type: ignore[import-untyped]

from transcripts.summary.numbers import MONTHS, WEEKDAYS, in_digits

_DAYS = {
    "en": r"""
        (?:(?:by|before|until|on|for|not\ later\ than|no\ later\ than)\ )?(?:(?:next|this|coming)\ )?
            (?:{weekdays})(?:\ (?:morning|afternoon|evening|night|noon))?
        |(?:(?:by|before|until)\ )?(?:today|tonight|tomorrow)(?:\ (?:morning|afternoon|evening|night|noon))?
        |this\ (?:morning|afternoon|evening)|(?:by|before|until|at)\ (?:noon|lunch|midnight)
        |(?:(?:by|before|until|at)\ )?(?:the\ )?end\ of\ (?:the\ |this\ |next\ )?(?:day|week|month)
        |(?:(?:by|before|until)\ )?(?:next|this)\ (?:week|month)|in\ (?:a|an|[\w-]+)\ (?:days?|weeks?|months?)\b
        |(?:(?:by|before|until|on)\ )?(?:the\ )?\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?(?:{months})
        |(?:(?:by|before|until|on)\ )?(?:{months})\ (?:the\ )?\d{{1,2}}(?:st|nd|rd|th)?
        """,
    "es": r"""
        (?:(?:para|antes\ del?|hasta|el|este)\ )*(?:próximo\ )?(?:{weekdays})(?:\ (?:que\ viene|próximo))?
            (?:\ por\ la\ (?:mañana|tarde|noche))?
        |(?:(?:para|antes\ de|hasta)\ )?(?:hoy|(?<!la\ )mañana|pasado\ mañana)(?:\ por\ la\ (?:mañana|tarde|noche))?
        |esta\ (?:mañana|tarde|noche)
        |(?:(?:para|antes\ del?|a)\ )?(?:el\ )?(?:fin|final(?:es)?)\ de\ (?:la\ )?(?:semana|mes)
        |(?:(?:para|antes\ de)\ )?(?:la\ próxima\ semana|la\ semana\ que\ viene|esta\ semana)
        |(?:en|dentro\ de)\ (?:un|una|\w+)\ (?:días?|semanas?|mes(?:es)?)\b
        |(?:(?:para|antes\ del?|hasta)\ )?(?:el\ )?\d{{1,2}}\ de\ (?:{months})
        """,
    "fr": r"""
        (?:(?:avant|pour|d'ici|jusqu'à|ce)\ )*(?:{weekdays})(?:\ prochain)?(?:\ (?:matin|après-midi|soir))?
        |(?:(?:avant|pour|d'ici)\ )?(?:aujourd'hui|demain|après-demain)(?:\ (?:matin|après-midi|soir))?
        |(?:ce\ matin|cet\ après-midi|ce\ soir)
        |(?:(?:avant|pour|d'ici)\ )?(?:la\ )?fin\ (?:de\ la\ semaine|de\ semaine|du\ mois)
        |(?:(?:avant|pour|d'ici)\ )?(?:la\ semaine\ prochaine|cette\ semaine)
        |dans\ (?:un|une|\w+)\ (?:jours?|semaines?|mois)\b
        |(?:(?:avant|pour|d'ici)\ )?(?:le\ )?(?:1er|\d{{1,2}})\ (?:{months})
        """,
    "de": r"""
        (?:(?:bis|vor|am|zum|spätestens)\ )*(?:(?:nächste[nrm]?|diese[nrm]?|kommende[nrm]?)\ )?(?:{weekdays})
            (?:\ ?(?:früh|vormittag|mittag|nachmittag|abend))?
        |(?:(?:bis|spätestens)\ )?(?:heute|(?<!guten\ )morgen|übermorgen)
            (?:\ (?:früh|vormittag|mittag|nachmittag|abend))?
        |(?:(?:bis|zum|vor)\ )?(?:zum\ )?(?:ende\ der\ woche|ende\ des\ monats|wochenende|monatsende)
        |(?:(?:bis|in\ der)\ )?(?:nächste[nr]?\ woche|diese\ woche)
        |in\ (?:einem|einer|\w+)\ (?:tag(?:en)?|woche[n]?|monat(?:en)?)\b
        |(?:(?:bis|vor)\ )?(?:(?:zum|am|dem)\ )?\d{{1,2}}\.\ (?:{months})
        """,
}


def _pattern(days: str, language: str) -> re.Pattern[str]:
    filled = days.format(weekdays="|".join(WEEKDAYS[language]), months="|".join(MONTHS[language]))
    return re.compile(rf"\b(?:{filled})\b", re.IGNORECASE | re.VERBOSE)


_DUE = {language: _pattern(days, language) for language, days in _DAYS.items()}
_AROUND = {
    "en": r"by|before|until|on|for|at|no(?:t)? later than|the|this|next|coming|of|morning|afternoon|evening|night|noon",
    "es": r"para|antes del?|hasta|el|la|este|próximo|que viene|por la (?:mañana|tarde|noche)",
    "fr": r"avant|pour|d'ici|jusqu'à|ce|le|prochain|matin|après-midi|soir",
    "de": (
        r"bis|vor|am|zum|dem|spätestens|nächste[nrm]?|diese[nrm]?|kommende[nrm]?"
        r"|früh|vormittag|mittag|nachmittag|abend"
    ),
}
"""Words that do not change the day: "before Friday" is due on Friday, at the latest."""
_TODAY = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|noon|lunch|midnight|end of (?:the )?day"
    r"|hoy|esta (?:mañana|tarde|noche)|aujourd'hui|ce matin|cet après-midi|ce soir|heute)\b",
    re.IGNORECASE,
)
_TOMORROW = re.compile(r"\b(?:tomorrow|(?<!pasado )(?<!la )mañana|(?<!après-)demain|morgen)\b", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\b(?:pasado mañana|après-demain|übermorgen)\b", re.IGNORECASE)
_NEXT_WEEK = re.compile(
    r"\b(?:next week|próxima semana|semana que viene|semaine prochaine|nächste[nr]? woche)\b", re.IGNORECASE
)
_WEEK_END = re.compile(
    r"\b(?:end of (?:the |this |next )?week|this week|(?:fin|final(?:es)?) de (?:la )?semana|esta semana"
    r"|fin de (?:la )?semaine|cette semaine|ende der woche|wochenende|diese woche)\b",
    re.IGNORECASE,
)
_MONTH_END = re.compile(
    r"\b(?:end of (?:the |this )?month|(?:fin|final(?:es)?) de mes|fin du mois|ende des monats|monatsende)\b",
    re.IGNORECASE,
)
_FRIDAY = 4


def due_in(text: str, language: str) -> str:
    """The words of a sentence that say when, the last if there are several; "" when none do."""
    pattern = _DUE.get(language)
    if pattern is None:
        return ""
    plain = text.replace("’", "'")
    found = [match.group().strip() for match in pattern.finditer(plain)]
    if found:
        return found[-1]
    # "by the twentieth of March": days of the month are spoken as words, and looked for as digits.
    spelled = pattern.search(in_digits(plain, language))
    return spelled.group().strip() if spelled else ""


def date_of(due: str, language: str, said_on: date) -> date | None:
    """The day that words such as "by Thursday" mean when said on `said_on`; None when they name none."""
    plain = due.replace("’", "'").strip()
    if not plain or language not in _AROUND:
        return None
    day = _relative(plain, said_on)
    if day is not None:
        return day
    bare = re.sub(rf"(?<!\w)(?:{_AROUND[language]})(?!\w)", " ", in_digits(plain, language), flags=re.IGNORECASE)
    found = dateparser.parse(
        " ".join(bare.split()) or "-",
        languages=[language],
        settings={
            "RELATIVE_BASE": datetime.combine(said_on, datetime.min.time()),
            "PREFER_DATES_FROM": "future",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return found.date() if isinstance(found, datetime) else None


def _relative(plain: str, said_on: date) -> date | None:
    if _MONTH_END.search(plain):
        return said_on.replace(day=calendar.monthrange(said_on.year, said_on.month)[1])
    next_week = bool(_NEXT_WEEK.search(plain))
    if _WEEK_END.search(plain) or next_week:
        friday = said_on + timedelta(days=(_FRIDAY - said_on.weekday()) % 7)
        return friday + timedelta(days=7 * next_week)
    if _DAY_AFTER.search(plain):
        return said_on + timedelta(days=2)
    if _TOMORROW.search(plain):
        return said_on + timedelta(days=1)
    return said_on if _TODAY.search(plain) else None
