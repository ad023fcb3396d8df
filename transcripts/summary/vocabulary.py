"""Which words of a talk carry what it is about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from yake import KeywordExtractor

from transcripts.summary.tokens import stem_of, tokens_of

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2,}")
_COMMON_SHARE = 0.08
_COMMON_FROM = 25
"""Fewer utterances than this do not show which words of an unknown language are common."""

_CHATTER = {
    "en": (
        "thing things stuff lot bit kind sort guys folks everybody everyone anybody somebody morning afternoon evening "
        "good great fine perfect nice cool sure alright yeah yep nope hmm huh wow bye goodbye thank today tomorrow "
        "yesterday tonight week weeks month months year years day days hour hours minute minutes time times monday "
        "tuesday wednesday thursday friday saturday sunday january february march april june july august september "
        "october november december really actually basically maybe course sorry question moment topic point"
    ),
    "es": (
        "cosa cosas gracias hola adiós buenos buenas días tardes noches bueno bien vale claro perfecto genial hoy "
        "mañana ayer semana semanas mes meses año años día hora horas minuto minutos vez veces lunes martes miércoles "
        "jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre tema punto pregunta verdad momento creo"
    ),
    "fr": (
        "chose choses truc merci bonjour bonsoir salut revoir bon bonne bien accord oui voilà super parfait "
        "aujourd'hui demain hier matin soir semaine semaines mois an ans année années jour jours heure heures minute "
        "minutes fois lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet "
        "août septembre octobre novembre décembre sujet point question moment"
    ),
    "de": (
        "ding dinge sache sachen danke hallo tschüss guten morgen tag abend gut super klasse genau okay alles klar "
        "heute gestern woche wochen monat monate jahr jahre tage stunde stunden minute minuten zeit mal montag "
        "dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september "
        "oktober november dezember thema punkt frage moment leute bitte"
    ),
}


def stopwords_of(language: str, texts: Sequence[str]) -> frozenset[str]:
    """Lower-case words that say nothing about the subject.

    `language` is an ISO 639-1 code. Where no list is known for it, the words that stand in many of `texts` are taken.
    """
    listed = {word for word in KeywordExtractor(lan=language).stopword_set if word}
    if listed:
        return frozenset(listed | set(_CHATTER.get(language, "").split()))
    seen = Counter(word for text in texts for word in {token.lower() for token in tokens_of(text)})
    common_from = max(_COMMON_FROM * _COMMON_SHARE, len(texts) * _COMMON_SHARE)
    return frozenset(word for word, count in seen.items() if count > common_from)


def word_count(text: str) -> int:
    """Words of a text; where a script puts no blanks between them, two letters are taken for one."""
    return sum(max(1, len(_unspaced(token)) // 2) for token in tokens_of(text))


def terms_of(text: str, stopwords: frozenset[str]) -> list[str]:
    """What the text is about, as comparable terms: stems of its telling words, or pairs of letters
    where a script puts no blanks between words.
    """
    return [term for token in tokens_of(text) for term in _terms(token, stopwords)]


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The lower-case words of people's names: whom one speaks to is not what one speaks about."""
    return frozenset(token.lower() for name in names for token in tokens_of(name))


def _terms(token: str, stopwords: frozenset[str]) -> Iterator[str]:
    if unspaced := _unspaced(token):
        yield from (pair for pair in map("".join, pairwise(unspaced)) if pair not in stopwords)
    elif _tells(token, stopwords):
        yield stem_of(token)


def _unspaced(token: str) -> str:
    return "".join(_UNSPACED.findall(token))


def _tells(token: str, stopwords: frozenset[str]) -> bool:
    lower = token.lower().replace("’", "'")
    if lower in stopwords or lower.split("'")[0] in stopwords or token.isdigit():
        return False
    return len(token) > 2 or token.isupper()
