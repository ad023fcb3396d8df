"""What people say when they turn to another subject, and when they greet each other."""

import re

_FILLERS = re.compile(
    r"(?:(?:so|ok|okay|alright|all right|right|well|now|and|but|then|great|good|fine|yeah|yes|perfect|cool|anyway"
    r"|bueno|vale|bien|entonces|pues|y|ahora|perfecto|alors|bon|donc|et|maintenant|d'accord|parfait"
    r"|also|gut|ja|und|dann|jetzt|nun|super)\b[\s,.!…-]*)*",
    re.IGNORECASE,
)
_OPENINGS = {
    "en": r"""
        (?:let\ us|let's|shall\ we|i(?:\ would|'d)\ like\ to|i\ want\ to|we\ should|we\ can)(?:\ \w+)?
            \ (?:(?:start|begin|continue)\ with|talk\ about|move|turn\ to|discuss|go\ over|go\ (?:back\ )?to
            |look\ at\ the|switch|repeat|recap|summari[sz]e|wrap\ up|review)\b
        |let\ me\ (?:repeat|recap|summari[sz]e|turn\ to|move|start\ with|wrap\ up)\b
        |(?:the\ )?(?:next|last|final|first|second|third|other)\ (?:topic|item|point|question|subject|thing)\b
        |(?:one|another)(?:\ more|\ last|\ other)?\ (?:thing|topic|point|question|item)\b
        |next\ up\b|next,|moving\ on\b|turning\ to\b|speaking\ of\b|as\ for\b|regarding\b|coming\ (?:back\ )?to\b
        |to\ (?:sum\ up|summari[sz]e|recap|wrap\ up)\b|in\ summary\b|finally,|lastly,|any\ other\ business\b
        |(?:what|how)\ about\ the\b|before\ we\ (?:finish|close|end|wrap)\b
        """,
    "es": r"""
        (?:el\ )?(?:siguiente|próximo|último|primer|segundo|tercer|otro)\ (?:tema|punto|asunto|pregunta)\b
        |(?:pasemos|pasamos|vayamos|volvamos)\ al?\b|vamos\ a\ (?:hablar|empezar|pasar|ver|repasar)\b
        |(?:hablemos|empecemos|comencemos|repasemos|sigamos|continuemos)\b|cambiando\ de\ tema\b
        |(?:otra|una)\ cosa\b|una\ última\ cosa\b|por\ último\b|para\ (?:terminar|acabar|resumir)\b
        |en\ cuanto\ al?\b|respecto\ al?\b|en\ resumen\b|resumiendo\b|finalmente,|quiero\ hablar\ de\b
        """,
    "fr": r"""
        (?:le\ |la\ )?(?:prochaine?|derni(?:er|ère)|premi(?:er|ère)|deuxième|autre)\ (?:sujet|point|question)\b
        |(?:le\ )?(?:sujet|point)\ suivant\b|passons\ (?:à|aux?|maintenant)\b|parlons\ (?:de|du|des)\b|revenons\b
        |commençons\b|continuons\b|récapitulons\b|changeons\ de\ sujet\b|on\ (?:va\ parler|passe\ à|passe\ aux?)\b
        |autre\ chose\b|encore\ une\ chose\b|une\ (?:dernière|autre)\ chose\b|pour\ (?:finir|terminer|résumer)\b
        |en\ ce\ qui\ concerne\b|quant\ (?:à|aux?)\b|concernant\b|en\ résumé\b|enfin,|je\ (?:voudrais|veux)\ parler\b
        """,
    "de": r"""
        (?:der\ |das\ |die\ )?(?:nächste|letzte|erste|zweite|dritte|andere)[rs]?\ (?:thema|punkt|frage)\b
        |(?:kommen|gehen|sprechen|reden|fangen|beginnen|machen|fassen)\ wir\b|wir\ kommen\ zu\b
        |lass(?:t|en\ sie)?\ uns\b|noch\ (?:etwas|was|eine\ sache|eine\ frage|ein\ punkt|ein\ thema)\b
        |zum\ (?:schluss|abschluss)\b|abschließend\b|was\ .{3,40}\ (?:betrifft|angeht)\b|zusammengefasst\b
        |zusammenfassend\b|themenwechsel\b|weiter\ geht\ es\ mit\b|ich\ (?:möchte|will|würde\ gern)\ (?:noch\ )?über\b
        """,
}
_PATTERNS = {language: re.compile(openings, re.IGNORECASE | re.VERBOSE) for language, openings in _OPENINGS.items()}
_ANSWER = re.compile(r"(?:[^\W\d_]+[' ]+){0,3}[^\W\d_]+, ")
"""A few words before a comma answer what was said before: "No problem, let us start with…", "Thanks, Joe, …"."""
_MOST_ANSWERS = 2
_GREETINGS = {
    "en": r"""
        good\ (?:morning|afternoon|evening|day)|hello|hi|hey|morning|welcome|goodbye|bye|see\ you
        |have\ a\ (?:good|nice|great)
        |(?:thanks|thank\ you)(?:\ (?:all|both|everyone|everybody|so\ much|very\ much
        |again))*(?:\ for\ (?:joining|coming|being|having|your\ time))?
            (?=[\W]|$)(?!\ for)
        |(?:yes,?\ )?i\ can\ (?:hear|see)|can\ (?:you|everyone|everybody)\ (?:hear|see)|how\ are\ you
        |nice\ to\ (?:see|meet)
        """,
    "es": r"""
        buenos\ días|buenas\ (?:tardes|noches)|hola|bienvenid[oa]s?|adiós|hasta\ (?:luego|mañana|pronto)
        |gracias(?!\ a\b)
        |(?:sí,?\ )?te\ (?:oigo|veo)|¿?me\ (?:oyes|oís|oyen|escuchas|escuchan)|¿?(?:cómo|qué\ tal)\ est
        """,
    "fr": r"""
        bonjour|bonsoir|salut|bienvenue|au\ revoir|à\ (?:bientôt|demain)|merci(?!\ de\b)|bonne\ (?:journée|soirée)
        |(?:oui,?\ )?je\ (?:t'|vous\ )entends|tu\ m'entends|vous\ m'entendez|comment\ (?:ça\ va|allez)
        """,
    "de": r"""
        guten\ (?:morgen|tag|abend)|hallo|hi|willkommen|tschüss|auf\ wiedersehen|bis\ (?:bald|dann)|danke|vielen\ dank
        |(?:ja,?\ )?ich\ (?:höre|sehe)\ (?:dich|euch|sie)|hört\ ihr\ mich|hörst\ du\ mich|wie\ geht
        """,
}
_GREETING = {
    language: re.compile(rf"(?:{greetings})(?!\w)", re.IGNORECASE | re.VERBOSE)
    for language, greetings in _GREETINGS.items()
}
_LONGEST_GREETING = 10


def announced_subject(sentence: str, language: str) -> str | None:
    """What a sentence says after announcing another subject, perhaps nothing; None when it announces none.

    Known are English, Spanish, French and German.
    """
    pattern = _PATTERNS.get(language)
    if pattern is None:
        return None
    plain = sentence.replace("’", "'").lstrip(" ¿¡\"'“«")
    begin = 0
    for _ in range(1 + _MOST_ANSWERS):
        if turn := pattern.match(plain, _after_fillers(plain, begin)):
            return plain[turn.end() :].strip(" ,.:;!?…")
        answer = _ANSWER.match(plain, begin)
        if answer is None:
            return None
        begin = answer.end()
    return None


def is_greeting(sentence: str, language: str) -> bool:
    """Whether people only say hello, goodbye or thanks, or that they hear each other. Known are the same languages."""
    pattern = _GREETING.get(language)
    plain = sentence.replace("’", "'").lstrip(" ¿¡\"'“«")
    return bool(pattern and len(plain.split()) <= _LONGEST_GREETING and pattern.match(plain))


def _after_fillers(plain: str, begin: int) -> int:
    begun = _FILLERS.match(plain, begin)
    return begun.end() if begun else begin
