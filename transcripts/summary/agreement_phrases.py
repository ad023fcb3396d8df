"""How people talk when they settle something, ask somebody to do it, or take it upon themselves."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Patterns of one language, matched without regard to capitals against a clause with plain apostrophes.

    `promise`: the speaker will do it. `present`: the speaker does it; a promise only with a day, or among the actions
    that are read out. `request`: the hearer is asked. `deed`: what follows a name when that person is to act; `does`:
    what may follow it among actions read out. `settled` tells a decision; `closed` that one has been taken.
    `proposal` and `assent` make a decision together. `yes` is how a request is taken on. `idle` keeps small things of a
    call ("I will share my screen") and guesses from being taken for work; `open_question` what is not settled yet.
    `readout` announces that actions are read out. `joint` is where one sentence holds two clauses.
    """

    promise: re.Pattern[str]
    present: re.Pattern[str]
    request: re.Pattern[str]
    deed: re.Pattern[str]
    does: re.Pattern[str]
    settled: re.Pattern[str]
    closed: re.Pattern[str]
    proposal: re.Pattern[str]
    assent: re.Pattern[str]
    yes: re.Pattern[str]
    idle: re.Pattern[str]
    open_question: re.Pattern[str]
    readout: re.Pattern[str]
    joint: str
    past_looks_alike: bool


_ENGLISH = {
    "promise": r"\bi(?:'ll|\ will|'m\ going\ to|\ am\ going\ to)\b|\blet\ me\ (?:take|handle|do)\b|\bi\ can\ take\b",
    "present": r"""
        ^(?:(?:and|so|then|okay|ok|yes)[, ]+)*i\ (?!was|had|did|think|know|guess|mean|don't|would|could|can
        |am\b)\w+
        """,
    "request": r"""\b(?:can|could|would|will)\ you\ (?:please\ )?\w+|\bplease\b(?!\ (?:note|wait|remember|go\ ahead))
        |\byou\ (?:will|should|need\ to|have\ to)\b""",
    "deed": r"""
        ^\W*(?:will|is\ going\ to|is\ to|needs\ to|has\ to|should|to|please|can\ you|could\ you|would\ you
        |you)\b
        """,
    "does": r"^\ \w+",
    "settled": r"""^(?:then|so)\b.+\bit\ is\b|\bwe(?:'ve|\ have)?\ (?:all\ )?(?:decided|agreed|settled\ on|approved)\b
        |^(?:(?:okay|ok|fine|good|right|alright)[, ]+)?(?:then|so)\ we(?:'ll|\ will|\ are\ going\ to)?
            \ (?!could|should|might|would|may|can|need|have|had|were|was|are|do|don't|did|think|still|must|want
            |will\ see)\w+
        |\blet(?:'s|\ us)\ (?:go\ (?:with|for|ahead)|stick|keep|use|postpone|cancel|choose|take|adopt)\b
        |\bthe\ decision\ is\b|\bdecision:
        |\bwe(?:'ll|\ will|\ are\ going\ to)\ (?:go\ (?:with|for|ahead)|stick|use|launch|ship|postpone|cancel|keep|renew
            |choose|adopt|not|drop|hire|buy|stop)\b""",
    "closed": r"\b(?:is|are|has\ been|have\ been)\ (?:now\ )?(?:decided|agreed|approved|settled|confirmed)\b",
    "proposal": r"\bi(?:'d|\ would)?\ (?:suggest|propose|recommend)\b|\b(?:how\ about|what\ if)\ we\b",
    "assent": r"^(?:yes,?\ )?(?:agreed|sounds\ good|good\ idea|i\ agree|deal|approved|let's\ do\ (?:that|it))\b",
    "yes": r"^(?:yes|yeah|yep|sure|of\ course|okay|ok|will\ do|no\ problem|absolutely|certainly|gladly|i\ will|i'll)\b",
    "idle": r"""
        \b(?:hear|see)\ (?:me|you|my|it|us)\b|\bshare\ (?:my|your|the)\ screen|\bmute\b|\b(?:repeat|say
        |explain)\b
        |\b(?:i'll|i\ will|i'm\ going\ to)\ (?:be|see|say|think|wait|miss|admit|have|stop|never|not
        |probably\ not|need|go\ first
            |let\ you|just\ (?:say|wait)|start\ with|talk|tell\ you|repeat)\b|\bone\ (?:second|moment)\b
        |\bplease\ (?:note|wait|hold|go)\b|\b(?:i'd|i\ would)\ (?:like|love|rather)\b|\bspeak\ (?:up|louder)
        |\bhave\ a\ good\b""",
    "open_question": r"\bif\b|\bbefore\ we\b|\bnot\ (?:yet\ )?decided\b|\b(?:should|could|might|would)\ we\b",
    "readout": r"""
        \b(?:repeat|recap|summari[sz]e|go\ over|list|review|read\ out)\b.*\b(?:actions?|action\ items?|tasks?
        |to-?dos?|next\ steps)\b
        |\baction\ (?:items?|points?)\b|\bnext\ steps\b|\bthe\ actions\ are\b|\bwho\ does\ what\b""",
    "joint": r",?\ and\ (?=i\b|i'll\b|{names})",
}
_SPANISH = {
    "promise": r"""
        \b(?:yo\ )?(?:voy\ a|me\ encargo|me\ ocupo|me\ comprometo)\b|(?:^|\byo\ |,\ |\bte\ |\blo\ |\bla\s
        |\bles?\ )\w{3,}(?:aré|eré|iré)\b
        |\bya\ (?:lo|la)\ (?:hago|miro|preparo)\b""",
    "present": r"""
        ^(?:(?:y|vale|bien|sí|entonces|pues)[, ]+)*(?:yo\ )?(?:(?:lo|la|le|les|te)\ )?(?!creo|pienso|propongo
        |tengo|quiero|bueno|como|pero|todo|último)\w{2,}o\b
        """,
    "request": r"""
        \b(?:puedes|podrías|puede|podría)\b|\bpor\ favor\b|\b(?:tienes|tiene)\ que\b|\b(?:encárgate|prepara
        |manda|envía|llama)\b
        """,
    "deed": r"""
        ^\W*(?:va\ a|se\ encarga|se\ ocupa|tiene\ que|debe|por\ favor|puedes|podrías|puede|podría|tienes\ que
        |tú)\b|^\W*\w{3,}(?:ará|erá|irá)\b
        """,
    "does": r"^\ \w+",
    "settled": r"""\b(?:hemos\ )?(?:decidimos|decidido|acordamos|acordado|quedamos\ en)\b|\bla\ decisión\ es\b
        |^(?:entonces|pues|así\ que)[, ]+(?!podemos|podríamos|debemos|deberíamos|tenemos|queremos|vemos
        |nos\ vemos)\w+(?:amos|emos|imos)\b
        |^(?!podemos|debemos|tenemos|queremos|hablamos|empezamos|vamos\ a\ (?:ver|hablar|empezar|pasar)|pasamos
        |creemos)\b
            (?:renovamos|lanzamos|aplazamos|cancelamos|usaremos|usamos|contratamos|compramos|aprobamos|elegimos
            |mantenemos)\b""",
    "closed": r"\b(?:queda|está|quedan|están)\ (?:decidid|aprobad|acordad|confirmad)[oa]s?\b",
    "proposal": r"\b(?:propongo|sugiero|recomiendo)\b|\b¿?qué\ tal\ si\b",
    "assent": r"^(?:sí,?\ )?(?:de\ acuerdo|me\ parece\ bien|buena\ idea|hecho|aprobado|conforme)\b",
    "yes": r"^(?:sí|claro|vale|por\ supuesto|de\ acuerdo|desde\ luego|sin\ problema)\b",
    "idle": r"""
        \b(?:me|te|se)\ (?:oyes?|escuchas?|oigo|ves?|ve)\b|\bcompartir\ (?:mi|la)\ pantalla|\b(?:repetir|repites
        |repito|decir|digo|explicar)\b
        |\bun\ (?:momento|segundo)\b|\bvoy\ a\ (?:ver|decir|empezar|hablar|repetir|compartir|estar)\b|\bdame\b""",
    "open_question": r"\bsi\ (?!no\ hay)\b|\bantes\ de\ (?:decidir|que)\b|\b(?:deberíamos|podríamos)\b",
    "readout": r"""
        \b(?:repit|repas|resum|record)\w*\b.*\b(?:acciones|tareas|pendientes|próximos\ pasos)\b
        |\bpróximos\ pasos\b
        """,
    "joint": r",?\ y\ (?=yo\b|{names})",
}
_FRENCH = {
    "promise": r"\bje\ (?:vais|m'occupe|me\ charge|m'en\ (?:occupe|charge))\b|\bj(?:e\ (?:\w+\ )?|')\w+rai\b",
    "present": r"""
        ^(?:(?:et|bon|oui|d'accord|alors|donc)[, ]+)*(?:moi[, ]+)?j(?:e\ |')(?!suis|ai\b|pense|crois|sais
        |voulais|voudrais|propose|veux)\w+
        """,
    "request": r"""
        \b(?:peux-tu|tu\ peux|pourrais-tu|tu\ pourrais|pouvez-vous|vous\ pouvez|pourriez-vous)\b|\bs'il\ (?:te
        |vous)\ pla[îi]t\b|\btu\ dois\b|\bmerci\ de\b
        """,
    "deed": r"""
        ^\W*(?:va|s'occupe|se\ charge|doit|peux-tu|tu\ peux|pourrais-tu|tu\ pourrais|pouvez-vous
        |s'il\ te\ pla[îi]t|merci\ de|tu)\b|^\W*\w{3,}ra\b
        """,
    "does": r"^\ \w+",
    "settled": r"""
        \b(?:on\ a|nous\ avons)\ (?:décidé|convenu|choisi|approuvé|retenu)\b|\bla\ décision\ est\b
        |\bc'est\ (?:décidé|entendu)\b
        |^(?:alors|donc|bon)[, ]+(?:on|nous)\ (?!pourrait|peut|doit|devrait|va\ (?:voir|parler|passer)|a\b|est\b
        |en\ est)\w+
        |^on\ (?:renouvelle|lance|reporte|annule|garde|choisit|prend|embauche|achète|utilise)\b|^on\ \w+\ donc\b""",
    "closed": r"\b(?:est|sont)\ (?:décidée?s?|fixée?s?|approuvée?s?|validée?s?|confirmée?s?|actée?s?)\b",
    "proposal": r"\bje\ (?:propose|suggère|recommande)\b|\bet\ si\ on\b|^mettons\b",
    "assent": r"^(?:oui,?\ )?(?:d'accord|entendu|bonne\ idée|ça\ marche|ça\ me\ va|adopté|je\ suis\ d'accord)\b",
    "yes": r"^(?:oui|bien\ sûr|d'accord|volontiers|ok|entendu|pas\ de\ problème|ça\ marche)\b",
    "idle": r"""
        \b(?:m'|t'|vous\ )(?:entend|entends|entendez|vois|voyez)\b|\bpartage\w*\ (?:mon|l')?\ ?écran
        |\b(?:répéter|répète|dire|dis|expliquer)\b
        |\bun\ (?:instant|moment)\b|\bune\ seconde\b|\bje\ vais\ (?:voir|dire|commencer|parler|répéter|partager
        |être)\b""",
    "open_question": r"""
        \bsi\ (?!besoin)\b|\bavant\ de\ décider\b|\b(?:devrait-on|pourrait-on|on\ (?:devrait|pourrait))\b
        """,
    "readout": r"""
        \b(?:récapitul|répèt|résum|rappel)\w*\b.*\b(?:actions?|tâches?|prochaines\ étapes)\b
        |\bprochaines\ étapes\b
        """,
    "joint": r",?\ et\ (?=je\b|j'|moi\b|{names})",
}
_GERMAN = {
    "promise": r"""
        \bich\ (?:werde|kümmere\ mich|übernehme|mache\ das|erledige)\b|\bich\ (?:sage|gebe)\b.*\bbescheid\b
        |\bwerde\ ich\b|\bkümmere\ ich\ mich\b
        |\bdas\ (?:mache|übernehme|erledige)\ ich\b
        """,
    "present": r"""
        ^(?:(?:und|ja|gut|okay|dann|also)[, ]+)*ich\ (?!bin|war|habe|hatte|denke|glaube|weiß|finde|würde|möchte
        |schlage|will|höre|sehe|kann)\w+
        """,
    "request": r"""
        \b(?:kannst|könntest|würdest)\ du\b|\b(?:können|könnten|würden)\ sie\b|\bbitte\b|\bdu\ (?:musst
        |solltest)\b
        """,
    "deed": r"^\W*(?:wird|kümmert\ sich|übernimmt|soll|muss|bitte|kannst\ du|könntest\ du|würdest\ du|du)\b",
    "does": r"^\ \w+",
    "settled": r"""
        \bwir\ haben\ (?:uns\ )?.*\b(?:entschieden|beschlossen|vereinbart|geeinigt)\b|\bdie\ entscheidung\ ist\b
        |\bes\ bleibt\ (?:bei|dabei)\b
        |^(?:also|dann|gut)[, ]+(?!können|könnten|sollten|müssen|wollen|haben|sind|sehen|hören|kommen|sprechen
        |reden|machen\ wir\ weiter)\w+\ wir\b
        |^wir\ (?:verlängern|starten|verschieben|streichen|nehmen|behalten|kaufen|nutzen|wählen|stellen\ .+\ ein)\b""",
    "closed": r"""
        \b(?:ist|sind|steht)\ (?:damit\ |jetzt\ )?(?:entschieden|beschlossen|abgemacht|vereinbart|genehmigt
        |fest)\b
        """,
    "proposal": r"\bich\ (?:schlage|würde)\b.*\bvor\w*\b|\bmein\ vorschlag\b|\bwie\ wäre\ es\b",
    "assent": r"^(?:ja,?\ )?(?:einverstanden|abgemacht|gute\ idee|so\ machen\ wir\ (?:es|das)|klingt\ gut|passt)\b",
    "yes": r"^(?:ja|klar|gern|gerne|natürlich|okay|ok|mache\ ich|mach\ ich|kein\ problem|in\ ordnung)\b",
    "idle": r"""
        \b(?:hörst|hört|hören|siehst|seht|sehen)\b.*\b(?:mich|uns|mir|bildschirm)\b|\bbildschirm\ teilen\b
        |\b(?:wiederholen|wiederhole|sagen|erklären)\b
        |\b(?:moment|sekunde)\ (?:bitte)?\b|\bich\ werde\ (?:sehen|sagen|anfangen|sein)\b|\bbitte\ (?:warten
        |warte)\b""",
    "open_question": r"\b(?:wenn|falls|ob)\b|\bbevor\ wir\b|\b(?:sollten|könnten|müssten)\ wir\b",
    "readout": r"""
        \b(?:wiederhol|fass|nochmal)\w*\b.*\b(?:aufgaben|aktionen|nächsten\ schritte|todos?)\b
        |\bnächste[n]?\ schritte\b|\baufgaben\ (?:noch\ einmal|nochmal)\b
        """,
    "joint": r",?\ und\ (?=ich\b|{names})",
}


def _compiled(patterns: dict[str, str], *, past_looks_alike: bool = False) -> Phrases:
    plain = {name: re.compile(text, re.IGNORECASE | re.VERBOSE) for name, text in patterns.items() if name != "joint"}
    return Phrases(joint=patterns["joint"], past_looks_alike=past_looks_alike, **plain)


PHRASES = {
    "en": _compiled(_ENGLISH, past_looks_alike=True),
    "es": _compiled(_SPANISH),
    "fr": _compiled(_FRENCH),
    "de": _compiled(_GERMAN),
}
"""By ISO 639-1 code; in other languages nothing is recognised."""
