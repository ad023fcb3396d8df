from datetime import date

import pytest

from tests.summary.talks import EXPECTED, a_talk, the_launch_meeting, the_launch_meeting_as_heard
from transcripts.summary.agreements import Agreements, agreements_in
from transcripts.summary.names import attendees_of, roll_of
from transcripts.summary.outline import Attendee, Utterance
from transcripts.summary.vocabulary import stopwords_of

SAID_ON = date.fromisoformat(EXPECTED["said_on"])
NOT_TOLD_FROM_THE_RECORDING = {"discount problem"}
"""The speech model writes "Minifix is the discount problem by Thursday"."""


def agreements(utterances: tuple[Utterance, ...], language: str = "en") -> Agreements:
    stopwords = stopwords_of(language, [u.text for u in utterances])
    return agreements_in(utterances, language, roll_of(attendees_of(utterances)), stopwords, SAID_ON)


def steps(*lines: str, language: str = "en") -> list[tuple[str, str, str]]:
    found = agreements(a_talk(*lines), language).next_steps
    return [(step.owner.name if step.owner else "", step.statement.text, step.due_as_said) for step in found]


def decisions(*lines: str, language: str = "en") -> list[str]:
    return [decision.statement.text for decision in agreements(a_talk(*lines), language).decisions]


def actions_found(utterances: tuple[Utterance, ...]) -> list[str]:
    found = agreements(utterances).next_steps
    return [
        action["about"]
        for action in EXPECTED["actions"]
        for step in found
        if step.owner
        and step.owner.name == action["owner"]
        and action["about"] in step.statement.text
        and step.due_as_said == action["due"]
        and step.due == (date.fromisoformat(action["day"]) if action["day"] else None)
    ]


def test_every_spoken_action_of_the_launch_meeting_is_found_with_owner_and_day() -> None:
    assert actions_found(the_launch_meeting()) == [action["about"] for action in EXPECTED["actions"]]


def test_three_of_four_are_found_in_what_the_speech_model_hears() -> None:
    expected = [action["about"] for action in EXPECTED["actions"]]
    assert actions_found(the_launch_meeting_as_heard()) == [
        about for about in expected if about not in NOT_TOLD_FROM_THE_RECORDING
    ]


@pytest.mark.parametrize("meeting", [the_launch_meeting, the_launch_meeting_as_heard])
def test_the_decisions_of_the_launch_meeting_are_found_and_no_others(meeting: type) -> None:
    found = [decision.statement.text for decision in agreements(meeting()).decisions]
    assert len(found) == len(EXPECTED["decisions"])
    assert all(expected in text for expected, text in zip(EXPECTED["decisions"], found, strict=True))


def test_everything_recognised_is_marked_as_likely_and_rests_on_what_was_said() -> None:
    utterances = the_launch_meeting_as_heard()
    found = agreements(utterances)
    assert all(decision.likely for decision in found.decisions)
    assert all(step.likely for step in found.next_steps)
    quoted = [
        *((decision.quote, decision.statement) for decision in found.decisions),
        *((step.quote, step.statement) for step in found.next_steps),
    ]
    for quote, statement in quoted:
        assert any(quote in utterances[index].text for index in statement.evidence)


def test_what_is_said_again_is_one_step_and_one_decision() -> None:
    once, thrice = agreements(the_launch_meeting()), agreements(the_launch_meeting(times=3))
    assert [step.statement.text for step in thrice.next_steps] == [step.statement.text for step in once.next_steps]
    assert [one.statement.text for one in thrice.decisions] == [one.statement.text for one in once.decisions]
    assert all(len(one.statement.evidence) >= 3 for one in thrice.decisions)


def test_a_request_its_acceptance_and_the_reading_out_are_one_step() -> None:
    (quote,) = [step for step in agreements(the_launch_meeting()).next_steps if "quote" in step.statement.text]
    utterances = the_launch_meeting()
    said = [utterances[index].text for index in quote.statement.evidence]
    assert "Kenji, please ask" in said[0]
    assert said[1].startswith("I will call her")
    assert "Kenji gets the photography quote" in said[2]


@pytest.mark.parametrize(
    ("language", "lines", "expected"),
    [
        ("en", ["Ana: Can you send the report by Friday?", "Bob: Sure."], ("Bob", "by Friday")),
        ("en", ["Ana: Bob will order the new printers next week."], ("Bob", "next week")),
        ("en", ["Ana: Could you order the printers, Bob?"], ("Bob", "")),
        ("en", ["Ana: I'll write to the supplier tomorrow."], ("Ana", "tomorrow")),
        ("es", ["Ana: Luis, ¿puedes enviar el informe antes del viernes?"], ("Luis", "antes del viernes")),
        ("es", ["Luis: Voy a llamar al proveedor mañana.", "Ana: Gracias."], ("Luis", "mañana")),
        ("es", ["Luis: Hablo con el dueño mañana."], ("Luis", "mañana")),
        ("es", ["Luis: Prepararé el presupuesto para el lunes."], ("Luis", "para el lunes")),
        ("fr", ["Luc: Zoé, peux-tu envoyer le rapport avant vendredi ?"], ("Zoé", "avant vendredi")),
        ("fr", ["Zoé: J'appelle le propriétaire demain."], ("Zoé", "demain")),
        ("fr", ["Zoé: Je vais préparer le budget."], ("Zoé", "")),
        ("fr", ["Zoé: J'enverrai le contrat lundi prochain."], ("Zoé", "lundi prochain")),
        ("de", ["Jan: Eva, kannst du den Bericht bis Freitag schicken?"], ("Eva", "bis Freitag")),
        ("de", ["Eva: Ich kümmere mich um den Vertrag."], ("Eva", "")),
        ("de", ["Eva: Ich rufe den Vermieter morgen an."], ("Eva", "morgen")),
        ("de", ["Jan: Kannst du den Vertrag prüfen?", "Eva: Ja, mache ich."], ("Eva", "")),
    ],
)
def test_who_is_to_do_something_is_told_from_how_it_is_said(
    language: str, lines: list[str], expected: tuple[str, str]
) -> None:
    everybody = {"en": ["Ana", "Bob"], "es": ["Ana", "Luis"], "fr": ["Luc", "Zoé"], "de": ["Jan", "Eva"]}[language]
    found = steps(*lines, *(f"{name}: Aha." for name in everybody), language=language)
    assert [(owner, due) for owner, _, due in found] == [expected]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Ana: Can you hear me?", "Bob: Yes."]),
        ("en", ["Ana: I will be honest, I think it is late.", "Bob: I'll share my screen."]),
        ("en", ["Ana: I called the supplier on Friday."]),
        ("en", ["Ana: I would like to start next Wednesday."]),
        ("en", ["Ana: The supplier will call us tomorrow."]),
        ("es", ["Ana: ¿Me oyes bien?", "Luis: Sí."]),
        ("es", ["Ana: Creo que el arreglo tarda dos días."]),
        ("fr", ["Luc: J'ai appelé le propriétaire lundi."]),
        ("de", ["Jan: Ich habe den Vermieter am Montag angerufen.", "Eva: Guten Morgen."]),
        ("sv", ["Ana: I will call the supplier tomorrow."]),
    ],
)
def test_talk_that_promises_nothing_gives_no_steps(language: str, lines: list[str]) -> None:
    assert steps(*lines, language=language) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "We have decided to postpone the release."),
        ("en", "Okay, let's go with the second supplier."),
        ("en", "So we'll cancel the newsletter."),
        ("es", "Entonces lanzamos la tienda el veinte de marzo."),
        ("es", "Renovamos el contrato por un año."),
        ("fr", "On renouvelle le bail pour un an."),
        ("fr", "On a décidé de reporter la sortie."),
        ("de", "Wir verlängern den Mietvertrag um ein Jahr."),
        ("de", "Dann nehmen wir den zweiten Anbieter."),
    ],
)
def test_what_is_settled_is_a_decision(language: str, line: str) -> None:
    assert decisions(f"Ana: {line}", language=language) == [line]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Should we go with the second supplier?"),
        ("en", "So we could still launch in March if nothing breaks."),
        ("en", "We should look at the cost before we decide."),
        ("en", "I would rather launch on a Tuesday."),
        ("es", "¿Renovamos el contrato?"),
        ("es", "Entonces podemos lanzar la tienda si funciona."),
        ("fr", "On pourrait renouveler le bail."),
        ("de", "Sollten wir den Mietvertrag verlängern?"),
    ],
)
def test_what_is_only_thought_about_is_no_decision(language: str, line: str) -> None:
    assert decisions(f"Ana: {line}", language=language) == []


def test_a_proposal_is_a_decision_once_another_agrees() -> None:
    proposal = "Ana: I suggest we buy the smaller printer."
    assert decisions(proposal, "Bob: It is slower.") == []
    assert decisions(proposal, "Ana: Agreed.") == []
    assert decisions(proposal, "Bob: Agreed.") == ["I suggest we buy the smaller printer."]


def test_of_two_people_with_one_name_none_is_given_the_work() -> None:
    utterances = (
        Utterance(0, 0, 1000, "Joe", "Ana, please order the new printers.", 0),
        Utterance(1, 1000, 2000, "Ana Ruiz", "Which printers do you mean?", 1),
        Utterance(2, 2000, 3000, "Ana Bell", "The small ones from last year.", 2),
    )
    assert agreements(utterances).next_steps == ()


def test_someone_who_only_listened_can_be_given_work() -> None:
    utterances = a_talk("Ana: Zoe will order the new printers by Friday.")
    roll = roll_of((*attendees_of(utterances), Attendee("Zoe Bell", 7)))
    found = agreements_in(utterances, "en", roll, stopwords_of("en", []), None)
    assert [(step.owner, step.due_as_said, step.due) for step in found.next_steps] == [
        (Attendee("Zoe Bell", 7), "by Friday", None)
    ]
