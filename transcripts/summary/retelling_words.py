"""Words of reports about meetings that need not have been said in them: "the team discussed…"."""

from transcripts.summary.tokens import stem_of

_WORDS = {
    "en": (
        "team group participants attendees people everyone members speakers meeting discussion conversation call "
        "session discussed talked agreed decided mentioned explained suggested proposed planned said asked "
        "reported confirmed noted stated raised addressed considered included highlighted emphasized concluded "
        "reviewed covered focused shared presented described outlined expressed responsible assigned scheduled "
        "completed ensure regarding concerning related current currently upcoming overall summary decision action "
        "task item agenda subject agreement proposal update issue concern aims inform notify tell conduct handle "
        "perform provide attend"
    ),
    "es": (
        "equipo grupo participantes asistentes personas miembros reunión discusión conversación llamada sesión "
        "discutieron hablaron acordaron decidieron mencionó explicó sugirió propuso planearon dijo preguntó "
        "informó confirmó señaló planteó consideró incluyó destacó concluyó revisó trató compartió presentó "
        "describió responsable asignado previsto relacionado actual actualmente próximo resumen decisión acción "
        "tarea asunto acuerdo propuesta informar avisar realizar"
    ),
    "fr": (
        "équipe groupe participants personnes membres réunion discussion conversation appel séance discuté parlé "
        "convenu décidé mentionné expliqué suggéré proposé prévu dit demandé rapporté confirmé noté indiqué "
        "soulevé abordé considéré inclus souligné conclu examiné partagé présenté décrit responsable chargé "
        "concernant actuel actuellement prochain résumé décision action tâche sujet accord proposition informer "
        "prévenir réaliser effectuer"
    ),
    "de": (
        "team gruppe teilnehmer personen mitglieder besprechung sitzung diskussion gespräch treffen besprachen "
        "diskutierten sprachen vereinbarten beschlossen entschieden erwähnte erklärte schlug plante sagte fragte "
        "berichtete bestätigte bemerkte betonte schloss prüfte behandelte teilte stellte beschrieb verantwortlich "
        "zuständig geplant bezüglich aktuell derzeit zusammenfassung entscheidung aufgabe maßnahme vereinbarung "
        "vorschlag informieren mitteilen durchführen"
    ),
}
_STEMS = {language: frozenset(stem_of(word) for word in words.split()) for language, words in _WORDS.items()}


def is_retelling(stem: str, language: str) -> bool:
    """Whether it is the stem of such a word in `language`, an ISO 639-1 code."""
    return stem in _STEMS.get(language, frozenset())
