import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.summary.talks import a_talk, the_launch_meeting_as_heard
from transcripts.summary.evidence import Record, checked, is_named_in, quote_for, record_of, stands_by, was_said
from transcripts.summary.names import attendees_of, roll_of
from transcripts.summary.outline import Attendee, Utterance

LAUNCH = the_launch_meeting_as_heard()


def a_record(utterances: tuple[Utterance, ...], language: str = "en") -> Record:
    return record_of(utterances, language, roll_of(attendees_of(utterances)))


RECORD = a_record(LAUNCH)

TRUE = [
    ("The website launches on March 24.", 10),
    ("The team agreed to launch the website on 24 March.", 10),
    ("Kenji prefers a Tuesday because the support team is larger on that day.", 9),
    ("Mina found that the total is calculated before the discount is removed.", 5),
    ("$12,000 of the advertising budget is left for this quarter.", 14),
    ("12 thousand dollars remain for advertising this quarter.", 14),
    ("Half of the remaining money goes into the newsletter and the rest into photography.", 17),
    ("Kenji will call the photographer this afternoon and send a quote.", 20),
    ("Joe will conduct the Friday interviews himself.", 27),
    ("The office lease will be renewed for one year.", 31),
    ("Mina will inform the landlord tomorrow.", 32),
    ("Forty applications were received, eight of which are strong.", 22),
    ("Moving would cost nine thousand dollars and a week of lost work.", 30),
    ("Two candidates speak Spanish, as customers in Mexico have asked for.", 23),
]
INVENTED = [
    ("Sarah will prepare the interviews.", 33),
    ("Moving would cost $12,000.", 30),
    ("Kenji will tell the landlord tomorrow morning.", 32),
    ("Mina will tell the landlord next month.", 32),
    ("Interesting. Put Sarah.", 16),
    ("The launch is on March 25.", 10),
    ("The launch is on April 24.", 10),
    ("The website was launched in 2024.", 3),
    ("The office lease ends in July.", 28),
    ("The company acquired a new building in Berlin.", 28),
    ("Acme Corp will renew the lease.", 31),
    ("The CFO approved the budget.", 13),
    ("Everyone agreed.", 10),
    ("Revenue grew by 40 percent.", 22),
    ("Mina will buy the landlord a cake.", 32),
    ("Dave said the newsletter brought three times more visitors.", 15),
    ("The team will migrate the database to PostgreSQL.", 2),
    ("", 3),
    ("!?", 3),
]


@pytest.mark.parametrize(("text", "line"), TRUE)
def test_what_was_said_in_other_words_is_supported_by_its_line(text: str, line: int) -> None:
    statement = checked(RECORD, text, [line], language="en")
    assert statement.supported
    assert statement.evidence == (line,)
    assert statement.start_ms == LAUNCH[line].start_ms


@pytest.mark.parametrize("text", [text for text, _ in TRUE])
def test_without_a_line_the_nearest_one_is_found(text: str) -> None:
    statement = checked(RECORD, text, [], language="en")
    assert statement.supported
    assert statement.evidence


@pytest.mark.parametrize(("text", "line"), INVENTED)
@pytest.mark.parametrize("everything", [False, True])
def test_what_nobody_said_is_not_supported_whatever_it_cites(text: str, line: int, everything: bool) -> None:
    cited = range(len(LAUNCH)) if everything else [line]
    statement = checked(RECORD, text, cited, language="en")
    assert not statement.supported
    assert str(statement).endswith("[unsupported]")


def test_a_citation_that_does_not_hold_is_replaced_by_one_that_does() -> None:
    statement = checked(RECORD, "Moving would cost nine thousand dollars.", [2, 99, -1], language="en")
    assert statement.supported
    assert statement.evidence == (30,)


def test_the_wrong_speaker_is_not_supported() -> None:
    assert checked(RECORD, "Mina received forty applications.", [22], language="en").supported
    assert not checked(RECORD, "Joe received forty applications.", [22], language="en").supported


@pytest.mark.parametrize(
    ("language", "lines", "true", "invented"),
    [
        (
            "es",
            ("Ana: Nos quedan doce mil euros de presupuesto.", "Luis: Renovamos el contrato de la oficina por un año."),
            "Quedan 12.000 euros del presupuesto.",
            "Quedan 15.000 euros del presupuesto.",
        ),
        (
            "fr",
            ("Luc: Il nous reste douze mille euros de budget.", "Zoé: On renouvelle le bail du bureau pour un an."),
            "Zoé renouvelle le bail du bureau.",
            "Pierre renouvelle le bail du bureau.",
        ),
        (
            "de",
            ("Jan: Wir haben noch zwölftausend Euro im Budget.", "Eva: Wir verlängern den Mietvertrag um ein Jahr."),
            "Der Mietvertrag wird um ein Jahr verlängert.",
            "Das Gebäude in Berlin wird gekauft.",
        ),
    ],
)
def test_other_languages_are_checked_too(language: str, lines: list[str], true: str, invented: str) -> None:
    record = a_record(a_talk(*lines), language)
    assert checked(record, true, [0, 1], language=language).supported
    assert not checked(record, invented, [0, 1], language=language).supported


def test_in_another_language_the_quotation_is_looked_for_and_numbers_and_names_are_compared() -> None:
    record = a_record(a_talk("Ana: Nos quedan doce mil euros de presupuesto.", "Luis: Muy bien."), "es")
    quote = "quedan doce mil euros de presupuesto"
    assert checked(record, "12,000 euros of the budget are left.", [0], language="en", quote=quote).supported
    assert not checked(record, "15,000 euros of the budget are left.", [0], language="en", quote=quote).supported
    assert not checked(record, "12,000 euros of the budget are left.", [0], language="en").supported
    assert not checked(record, "Some budget is left.", [0], language="en", quote="falta un tesorero nuevo").supported


def test_a_title_may_not_name_what_was_not_said() -> None:
    everything = range(len(LAUNCH))
    assert is_named_in(RECORD, "Website launch, budget and office lease", everything, language="en")
    assert is_named_in(RECORD, "Launch Date and Advertising Budget", everything, language="en")
    assert not is_named_in(RECORD, "Globex Website Launch", everything, language="en")
    assert not is_named_in(RECORD, "Quarterly results of Globex in 2025", everything, language="en")


def test_the_quotation_is_the_spoken_sentence_that_shares_most() -> None:
    sentences = [(3, "The plan was March."), (4, "The page fails with a discount code."), (9, "A discount code.")]
    assert quote_for(RECORD, "Discount codes break the page.", (3, 4), sentences) == sentences[1][1]
    assert quote_for(RECORD, "Nothing of the sort.", (3, 4), sentences) == ""


def test_due_words_must_have_been_said_there() -> None:
    assert was_said(RECORD, "by Friday", (33,))
    assert was_said(RECORD, "the 24th of March", (10,))
    assert not was_said(RECORD, "by Monday", (33,))
    assert not was_said(RECORD, "by Friday", ())
    assert not was_said(RECORD, "", (33,))


def test_somebody_stands_by_who_speaks_or_is_named() -> None:
    joe, mina, kenji = (
        Attendee(name, speaker) for speaker, name in enumerate(["Joe Alvarez", "Mina Park", "Kenji Mori"])
    )
    assert stands_by(RECORD, joe, (19,))
    assert stands_by(RECORD, kenji, (19,))
    assert not stands_by(RECORD, mina, (19,))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from([word for u in LAUNCH for word in u.text.split()] + ["Sarah", "2031"]), max_size=14),
    st.lists(st.integers(-3, 60), max_size=12),
    st.sampled_from(["en", "es"]),
    st.text(max_size=20),
)
def test_a_supported_statement_always_has_evidence_that_is_there(
    words: list[str], cited: list[int], language: str, quote: str
) -> None:
    statement = checked(RECORD, " ".join(words), cited, language=language, quote=quote)
    assert set(statement.evidence) <= set(RECORD.positions)
    assert statement.evidence == tuple(sorted(set(statement.evidence)))
    assert bool(statement.evidence) >= statement.supported
    assert not (statement.supported and {"Sarah", "2031"} & set(words[1:]))
