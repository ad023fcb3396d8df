import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.summary.talks import EXPECTED, a_talk, the_launch_meeting, the_launch_meeting_as_heard
from transcripts.summary.embedded import summarise
from transcripts.summary.outline import Summary, Utterance

SPANISH = a_talk(
    "Ana: Buenos días a todos. Empecemos con la fecha de lanzamiento de la nueva tienda.",
    "Luis: La página de pago todavía falla con los cupones de descuento.",
    "Ana: Creo que el arreglo de la página de pago tarda dos días.",
    "Luis: Entonces lanzamos la tienda el veinte de marzo.",
    "Ana: Siguiente punto, el presupuesto de publicidad.",
    "Luis: Nos quedan doce mil euros de presupuesto para este trimestre.",
    "Ana: El boletín trajo tres veces más visitas que la publicidad en buscadores.",
    "Luis: Propongo gastar la mitad del presupuesto en el boletín.",
    "Ana: Por último, el contrato de la oficina termina en junio.",
    "Luis: El dueño de la oficina quiere una respuesta.",
    "Ana: Renovamos el contrato por un año.",
    "Luis: Hablo con el dueño mañana.",
)
FRENCH = a_talk(
    "Luc: Bonjour à tous. Commençons par la date de lancement du nouveau site.",
    "Zoé: La page de paiement échoue encore quand un client utilise un code de réduction deux fois.",
    "Luc: La correction de la page de paiement prend deux jours.",
    "Zoé: On lance donc le site le vingt mars.",
    "Luc: Passons au budget de publicité.",
    "Zoé: Il nous reste douze mille euros pour ce trimestre.",
    "Luc: La lettre d'information a amené trois fois plus de visiteurs que la publicité.",
    "Zoé: Mettons la moitié du budget dans la lettre d'information.",
    "Luc: Une dernière chose, le bail du bureau se termine en juin.",
    "Zoé: Le propriétaire du bureau veut une réponse.",
    "Luc: On renouvelle le bail pour un an.",
    "Zoé: J'appelle le propriétaire demain.",
)
GERMAN = a_talk(
    "Jan: Guten Morgen zusammen. Fangen wir mit dem Starttermin der neuen Webseite an.",
    "Eva: Die Bezahlseite bricht immer noch ab, wenn jemand einen Gutschein zweimal einlöst.",
    "Jan: Wie lange dauert die Reparatur der Bezahlseite?",
    "Eva: Zwei Tage für die Reparatur und einen Tag für den Test der Bezahlseite.",
    "Jan: Nächster Punkt, das Werbebudget.",
    "Eva: Wir haben noch zwölftausend Euro im Werbebudget für dieses Quartal.",
    "Jan: Der Rundbrief brachte dreimal mehr Besucher als die Suchmaschinenwerbung.",
    "Eva: Dann stecken wir die Hälfte in den Rundbrief.",
    "Jan: Zum Schluss noch der Mietvertrag für das Büro.",
    "Eva: Der Mietvertrag endet im Juni, der Vermieter wartet auf Antwort.",
    "Jan: Wir verlängern den Mietvertrag um ein Jahr.",
    "Eva: Ich sage dem Vermieter Bescheid.",
)


def starts(summary: Summary) -> list[int]:
    return [topic.utterances[0] for topic in summary.topics]


@pytest.fixture(params=[the_launch_meeting, the_launch_meeting_as_heard], ids=["spoken", "heard"])
def launch(request: pytest.FixtureRequest) -> tuple[Utterance, ...]:
    meeting: tuple[Utterance, ...] = request.param()
    return meeting


@pytest.mark.parametrize("expected", EXPECTED["topics"], ids=lambda expected: expected["subject"])
def test_the_launch_meeting_turns_where_its_people_do(launch: tuple[Utterance, ...], expected: dict[str, str]) -> None:
    turn = next(utterance.index for utterance in launch if expected["sentence"] in utterance.text)
    nearest = min(summarise(launch, "en").topics, key=lambda topic: abs(topic.utterances[0] - turn))
    assert abs(nearest.utterances[0] - turn) <= 2
    assert expected["title"] in nearest.title.casefold()


def test_the_title_of_the_launch_meeting_names_its_subjects(launch: tuple[Utterance, ...]) -> None:
    title = summarise(launch, "en").title.casefold()
    assert [name for name in EXPECTED["title_names"] if name in title] == EXPECTED["title_names"]


def test_greetings_alone_do_not_name_a_meeting() -> None:
    utterances = a_talk(
        "Ana: Good morning everyone, thanks for joining on short notice.",
        "Bob: Hello Ana, good morning. Nice to see your holiday pictures.",
        "Ana: Thanks Bob, let us start with the printer contract.",
        "Bob: The printer contract ends in May and the supplier raises the price of toner.",
        "Ana: Another supplier offers printers and toner for half the price.",
        "Bob: Then I ask the other supplier for samples of the toner.",
    )
    assert summarise(utterances, "en").title.startswith("Printer contract")


def test_topics_of_a_long_meeting_begin_only_where_the_talk_turns() -> None:
    utterances = the_launch_meeting(times=8)
    turns = [u.index for u in utterances if any(topic["sentence"] in u.text for topic in EXPECTED["topics"])]
    begun = starts(summarise(utterances, "en"))
    assert 10 <= len(begun) <= 20
    assert all(min(abs(begin - turn) for turn in turns) <= 2 for begin in begun[1:])


@pytest.mark.parametrize(
    ("language", "utterances", "title"),
    [
        ("es", SPANISH, "Fecha de lanzamiento, presupuesto, contrato"),
        ("fr", FRENCH, "Date de lancement, budget, bail du bureau"),
        ("de", GERMAN, "Starttermin, Werbebudget, Mietvertrag"),
    ],
)
def test_other_languages_are_parted_and_titled(language: str, utterances: tuple[Utterance, ...], title: str) -> None:
    summary = summarise(utterances, language)
    assert starts(summary) == [0, 4, 8]
    assert summary.title == title


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["test: Test, test, test. Test, test, test, test, test.", "test2: Test test test test test test test test."],
        [
            "Ana: Hello, can you hear me? Hello?",
            "Bob: Yes, I can hear you. Can you see my screen now?",
            "Ana: No, not yet. Wait a second. Okay, now it works.",
            "Bob: Great, perfect. Thank you. Bye.",
        ],
        ["Ana: The server restarted after the database migration failed."],
        ["Ana: "],
    ],
)
def test_talk_that_tells_nothing_has_no_title_and_no_summary(lines: list[str]) -> None:
    summary = summarise(a_talk(*lines), "en")
    assert (summary.title, summary.short_summary, summary.long_summary, summary.topics) == ("", "", "", ())


def test_acronyms_and_names_are_written_as_they_were_spoken() -> None:
    utterances = a_talk(
        "Ana: Let us start with the GDPR audit of the Kubernetes cluster.",
        "Bob: The GDPR audit found three open ports on the Kubernetes cluster.",
        "Ana: Who can close the ports before the auditors come back?",
        "Bob: Zoë from the platform crew closes the ports and writes to the auditors.",
    )
    assert "GDPR audit" in summarise(utterances, "en").title


def test_an_unknown_language_is_summarised_from_its_vocabulary() -> None:
    summary = summarise(
        a_talk(
            "王: 我们今天讨论新网站的发布日期。付款页面还有问题。",
            "李: 付款页面在使用折扣代码的时候会失败。修复需要两天时间。",
            "王: 那么我们三月二十四号发布网站。",
            "李: 下一个是广告预算。我们还有一万二千美元。",
        ),
        "zh",
    )
    assert summary.topics
    assert summary.short_summary


def test_the_summary_names_who_said_what() -> None:
    summary = summarise(the_launch_meeting(), "en")
    assert summary.short_summary.splitlines()[0] == str(summary.statements[0])
    assert str(summary.statements[0]).startswith("Kenji Mori: ")
    assert "Launch date, checkout page (00:14)\n" in summary.long_summary


def test_five_hours_have_topics_that_can_be_overlooked() -> None:
    utterances = the_launch_meeting(times=96)
    assert sum(len(utterance.text.split()) for utterance in utterances) > 43_000
    assert 20 < len(summarise(utterances, "en").topics) <= 50


WORDS = """
launch budget hiring office the and next topic Let us talk about GDPR lease? end. Dr. page! well, 3.5 付款页面。 é
I will Bob, please Agreed. propose decided tomorrow Ana Then we Friday.
"""
vocabulary = st.sampled_from(WORDS.split())
talks = st.lists(
    st.tuples(st.sampled_from(["Ana", "Bob", ""]), st.lists(vocabulary, max_size=25).map(" ".join)), max_size=40
).map(lambda said: a_talk(*(f"{name}: {text}" for name, text in said)))


@settings(deadline=None, max_examples=60)
@given(talks, st.sampled_from(["en", "es", "fr", "de", "zh", "", "xx"]))
def test_every_statement_was_said_and_topics_hold_every_utterance_once(
    utterances: tuple[Utterance, ...], language: str
) -> None:
    summary = summarise(utterances, language)
    for statement in summary.every_statement:
        assert statement.supported
        assert any(statement.text in utterances[index].text for index in statement.evidence)
        assert statement.start_ms == utterances[statement.evidence[0]].start_ms
    held = [index for topic in summary.topics for index in topic.utterances]
    assert held == (list(range(len(utterances))) if summary.topics else [])
    assert all(topic.start_ms <= topic.end_ms for topic in summary.topics)
