"""`manage.py summarise`: what the summariser makes of a transcript in a file, with what it could not find in it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.languages import language_error
from transcripts.summary.embedded import summarise
from transcripts.summary.llm.chat import Chat, Server
from transcripts.summary.llm.retelling import Retelling, RetellingFailed, Wanted, retell
from transcripts.summary.outline import Attendee, NextStep, Statement, Summary, Utterance
from transcripts.summary.stored import document_of
from transcripts.text.formats import clock
from transcripts.text.speakers import name_of, names_in

FORMATS = ("txt", "json")


class Command(BaseCommand):
    """Needs neither the database nor Daily."""

    help = (
        "Summarise what `manage.py transcribe --format json` wrote: by the language model of LLM_URL where one is"
        " configured, else by the embedded summariser."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", help="a file, or - for standard input")
        parser.add_argument("--format", choices=FORMATS, default="txt")
        parser.add_argument("--embedded", action="store_true", help="ask no language model")
        parser.add_argument("--model", default=settings.LLM_MODEL, help="of the same server; default: LLM_MODEL")
        parser.add_argument("--language", default="", help="two letters; the language spoken when not given")
        parser.add_argument("--instructions", default="", help="wishes that the language model is to heed")

    def handle(self, *_: Any, **options: Any) -> None:
        if wrong := language_error(options["language"]):
            raise CommandError(wrong)
        if not options["embedded"] and bool(settings.LLM_URL) != bool(options["model"]):
            raise CommandError(
                "A language model needs its address and its name: set LLM_URL and LLM_MODEL, or neither."
            )
        utterances, spoken, attendees = read(options["path"])
        summary = summarise(utterances, spoken, attendees=attendees)
        if settings.LLM_URL and not options["embedded"]:
            wanted = Wanted(
                language=options["language"] or spoken, instructions=options["instructions"], attendees=attendees
            )
            summary = self._retold(utterances, spoken, summary, wanted, options["model"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(document_of(summary), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(lines_of(summary)))
        statements = summary.every_statement
        found = sum(statement.supported for statement in statements)
        self.stderr.write(f"{found} of {len(statements)} statements were found in what was said.")

    def _retold(
        self, utterances: list[Utterance], spoken: str, embedded: Summary, wanted: Wanted, model: str
    ) -> Summary:
        server = Server(url=settings.LLM_URL, model=model, api_key=settings.LLM_API_KEY)
        try:
            retelling = retell(utterances, spoken, embedded, Chat(server), wanted)
        except RetellingFailed as failure:
            raise CommandError(str(failure)) from failure
        self._say_what_it_took(retelling)
        return retelling.summary

    def _say_what_it_took(self, retelling: Retelling) -> None:
        usage = retelling.usage
        self.stderr.write(
            f"{usage.model}, prompts {usage.prompt_version}: {usage.calls} calls, {usage.prompt_tokens} tokens read,"
            f" {usage.completion_tokens} written, {usage.seconds:.1f} s."
        )
        for trouble in retelling.troubles:
            self.stderr.write(f"Not told: {trouble}")


def read(path: str) -> tuple[list[Utterance], str, list[Attendee]]:
    """The utterances, language and people of a transcript as JSON. Raises CommandError with a sentence."""
    try:
        document = json.loads(sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8"))
        names = names_in(document["participants"])
        utterances = [_utterance(index, each, names) for index, each in enumerate(document["segments"])]
        language = str(document["language"])
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise CommandError(f"{path} is not what `manage.py transcribe --format json` writes.") from error
    return utterances, language, [Attendee(name, speaker) for speaker, name in names.items()]


def _utterance(index: int, segment: Mapping[str, Any], names: Mapping[int, str]) -> Utterance:
    start_ms, end_ms, text = round(segment["start"] * 1000), round(segment["end"] * 1000), segment["text"]
    if not isinstance(text, str):
        raise TypeError(f"the text of segment {index} is {text!r}")
    return Utterance(index, start_ms, end_ms, name_of(segment["speaker"], names), text, segment["speaker"])


def lines_of(summary: Summary) -> Iterator[str]:
    """The summary as text, each statement with its time, or marked as not found."""
    yield summary.title or "No title"
    yield from _part("Summary", map(_line, summary.statements))
    for subject in summary.subjects:
        yield from _part(subject.title or "Subject", map(_line, subject.statements))
    yield from _part("Decisions", (_line(decision.statement) for decision in summary.decisions))
    yield from _part("Action items", map(_step, summary.next_steps))
    for topic in summary.topics:
        yield from _part(f"{clock(topic.start_ms)} {topic.title}", map(_line, topic.statements))


def _part(heading: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", heading, *found)


def _line(statement: Statement) -> str:
    at = "" if statement.start_ms is None else f" ({clock(statement.start_ms)})"
    return f"- {statement}{at}"


def _step(step: NextStep) -> str:
    owner = step.owner.name if step.owner else step.owner_as_said
    return " · ".join(filter(None, (_line(step.statement), owner, step.due_as_said, "likely" if step.likely else "")))
