"""Documents and tables: read back with what reads such files."""

import csv
from io import BytesIO, StringIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from tests.text.spoken import a_segment
from transcripts.text.direction import runs_right_to_left
from transcripts.text.document import Chapter, Document, Paragraph, Point
from transcripts.text.markdown import render_markdown
from transcripts.text.spreadsheet import BYTE_ORDER_MARK, COLUMNS, render_csv
from transcripts.text.word_document import render_docx

DOCUMENT = Document(
    title="Launch",
    facts=("10 January 2026, 04:21 UTC", "Ada, Bob"),
    language="nl",
    summary=(Point("Ada: In March.", 4000),),
    decisions=(Point("The launch is in March."),),
    action_items=(Point("Write the plan.", 3_661_000, "Bob, by Friday"),),
    chapters=(
        Chapter("", 0, (Paragraph("Ada", 0, "Hello."),)),
        Chapter("Date", 4000, (Paragraph("Bob", 4000, "In *March*."),)),
    ),
)


def word_paragraphs(document: Document) -> list[WordParagraph]:
    return list(docx.Document(BytesIO(render_docx(document))).paragraphs)


def said_in_word(text: str, *, speaker: str = "Ada") -> WordParagraph:
    """The paragraph of a document in which this alone is said."""
    chapters = (Chapter("", 0, (Paragraph(speaker, 0, text),)),)
    return word_paragraphs(Document("Launch", (), chapters=chapters))[-1]


def rows_read(written: str) -> list[list[str]]:
    return list(csv.reader(StringIO(written.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_a_word_document_has_headings_lists_and_who_said_what_when() -> None:
    written = [(paragraph.style.name, paragraph.text) for paragraph in word_paragraphs(DOCUMENT) if paragraph.style]
    assert written == [
        ("Title", "Launch"),
        ("Normal", "10 January 2026, 04:21 UTC · Ada, Bob"),
        ("Heading 1", "Summary"),
        ("List Bullet", "Ada: In March. (00:04)"),
        ("Heading 1", "Decisions"),
        ("List Bullet", "The launch is in March."),
        ("Heading 1", "Action items"),
        ("List Bullet", "Write the plan. – Bob, by Friday (1:01:01)"),
        ("Heading 1", "Transcript"),
        ("Normal", "Ada  00:00  Hello."),
        ("Heading 2", "Date"),
        ("Normal", "Bob  00:04  In *March*."),
    ]


def test_in_a_word_document_names_are_bold_and_words_are_not() -> None:
    assert [(run.text, run.bold) for run in said_in_word("Hello.").runs] == [
        ("Ada", True),
        ("  00:00  ", None),
        ("Hello.", None),
    ]


def test_a_word_document_knows_its_title_and_language() -> None:
    read = docx.Document(BytesIO(render_docx(DOCUMENT)))
    assert (read.core_properties.title, read.core_properties.language) == ("Launch", "nl")
    assert {language.get(qn("w:val")) for language in read.styles.element.iter(qn("w:lang"))} == {"nl"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\x00b\x0bc\x1fd", "a\ufffdb\ufffdc\ufffdd"),
        ("half of a pair \ud83d", "half of a pair \ufffd"),
        ("not a character \uffff", "not a character \ufffd"),
        ("two\r\nlines\nhere", "two  lines here"),
        ("<w:t>&amp;</w:t>", "<w:t>&amp;</w:t>"),
        ("👩‍🚀 to the 🌙", "👩‍🚀 to the 🌙"),
        ("x" * 100_000, "x" * 100_000),
    ],
)
def test_a_word_document_can_be_opened_whatever_was_said(said: str, kept: str) -> None:
    assert said_in_word(said, speaker=said).text == f"{kept}  00:00  {kept}"


def test_a_title_longer_than_word_takes_is_cut_only_in_the_properties() -> None:
    read = docx.Document(BytesIO(render_docx(Document("x" * 300, ()))))
    assert (len(read.core_properties.title), len(read.paragraphs[0].text)) == (255, 300)


def test_hebrew_runs_right_to_left_in_a_word_document() -> None:
    turned = said_in_word("שלום לכולם", speaker="Ada")
    plain = said_in_word("Hello.", speaker="Ada")
    assert [bool(each._p.xpath("./w:pPr/w:bidi")) for each in (turned, plain)] == [True, False]
    assert [run.font.rtl for run in turned.runs] == [None, None, True]


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [("שלום", True), ("مرحبا", True), ("2026: שלום", True), ("Ada שלום", False), ("", False), ("12 …", False)],
)
def test_the_first_letter_says_which_way_a_text_runs(text: str, right_to_left: bool) -> None:
    assert runs_right_to_left(text) is right_to_left


def test_markdown_has_the_same_parts() -> None:
    assert render_markdown(DOCUMENT) == (
        "# Launch\n\n10 January 2026, 04:21 UTC · Ada, Bob\n\n"
        "## Summary\n- Ada: In March. (00:04)\n\n## Decisions\n- The launch is in March.\n\n"
        "## Action items\n- Write the plan. – Bob, by Friday (1:01:01)\n\n"
        "## Transcript\n\n**Ada** (00:00): Hello.\n\n### Date\n\n**Bob** (00:04): In \\*March\\*.\n"
    )


def test_a_table_has_a_row_per_segment() -> None:
    segments = (a_segment(' He said "yes", twice.', start_ms=3_661_000, end_ms=3_662_500, speaker=1),)
    assert rows_read(render_csv(segments, {1: "Zoë"})) == [
        list(COLUMNS),
        ["01:01:01.000", "01:01:02.500", "Zoë", 'He said "yes", twice.'],
    ]


def test_a_table_begins_with_the_mark_that_excel_looks_for() -> None:
    assert render_csv((), {}).encode().startswith(b"\xef\xbb\xbfstart,")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.invalid")', "＝1+1"])
def test_nothing_said_is_a_formula(evil: str) -> None:
    ((_, _, name, text),) = rows_read(render_csv((a_segment(evil),), {0: evil}))[1:]
    assert (name, text) == (f"'{evil}", f"'{evil}")


def test_a_line_break_makes_no_new_row() -> None:
    rows = rows_read(render_csv((a_segment("one\r\ntwo\n=three"),), {0: "\tAda\n"}))
    assert [row[2:] for row in rows[1:]] == [["Ada", "one two =three"]]
