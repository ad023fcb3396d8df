"""A transcript as a Word document (Office Open XML, .docx)."""

import re
from io import BytesIO

import docx
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from transcripts.text.direction import runs_right_to_left
from transcripts.text.document import Chapter, Document, Paragraph, Point
from transcripts.text.formats import clock

# https://www.w3.org/TR/xml/#charsets: all else makes a file that Word calls damaged.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SOFT = RGBColor(0x56, 0x61, 0x6A)
_LONGEST_TITLE = 255
"""Of the document's properties: python-docx refuses more."""


def render_docx(document: Document) -> bytes:
    """Title and facts, a list for each of summary, decisions and action items, then the words by topic.

    A paragraph begins with its speaker in bold and its time. Text in Hebrew, Arabic and their like runs right to left.
    """
    file = docx.Document()
    _set_up(file, document)
    _write(file.add_heading("", level=0), document.title)
    _write(file.add_paragraph(), " · ".join(document.facts), soft=True)
    for heading, points in document.lists:
        file.add_heading(heading, level=1)
        for point in points:
            _add_point(file, point)
    file.add_heading("Transcript", level=1)
    for chapter in document.chapters:
        _add_chapter(file, chapter)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: WordFile, document: Document) -> None:
    """The document's own properties and styles, and the language that its spelling is checked in."""
    file.core_properties.title = _clean(document.title)[:_LONGEST_TITLE]
    file.core_properties.author = file.core_properties.comments = ""
    normal = file.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101 - tells the type
    normal.paragraph_format.space_after = Pt(8)
    for language in file.styles.element.iter(qn("w:lang")):
        if document.language:
            file.core_properties.language = document.language
            language.set(qn("w:val"), document.language)


def _add_point(file: WordFile, point: Point) -> None:
    paragraph = file.add_paragraph(style="List Bullet")
    _write(paragraph, point.text)
    note = f" – {point.note}" if point.note else ""
    time = f" ({clock(point.start_ms)})" if point.start_ms is not None else ""
    if note or time:
        _write(paragraph, note + time, soft=True)


def _add_chapter(file: WordFile, chapter: Chapter) -> None:
    if chapter.title:
        _write(file.add_heading("", level=2), chapter.title)
    for paragraph in chapter.paragraphs:
        _add_spoken(file, paragraph)


def _add_spoken(file: WordFile, paragraph: Paragraph) -> None:
    written = file.add_paragraph()  # without naming a style, which python-docx looks up for a millisecond each time
    if runs_right_to_left(paragraph.text):
        _turn(written)
    _write(written, paragraph.speaker, bold=True)
    _write(written, f"  {clock(paragraph.start_ms)}  ", soft=True)
    _write(written, paragraph.text)


def _write(paragraph: WordParagraph, text: str, *, bold: bool = False, soft: bool = False) -> None:
    """Add text to a paragraph; one that it begins, and that runs right to left, turns the paragraph."""
    right_to_left = runs_right_to_left(text)
    if right_to_left and not paragraph.runs:
        _turn(paragraph)
    run = paragraph.add_run(_clean(text))
    if bold:
        run.bold = True
    if soft:
        run.font.color.rgb = _SOFT
    if right_to_left:
        run.font.rtl = True


def _turn(paragraph: WordParagraph) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx knows no direction of paragraphs
    if properties.find(qn("w:bidi")) is None:
        properties.append(OxmlElement("w:bidi"))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r", "\n").replace("\n", " "))
