"""From what a model wrote to JSON of the wanted shape, whatever stands around it."""

import json
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import json_repair
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from reflector_site.storable import storable

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_SHOWN = 120
_NUMBER = re.compile(r"\D*(\d{1,6})\D*")
_BLANK = re.compile(r"<[^<>]*>")
_EMPTY: Mapping[str, object] = {"string": "", "array": []}


class BadAnswer(Exception):
    """The model's answer is of no use; the message says why, in words that may be shown to it."""


def answer_in(text: str, schema: Mapping[str, Any], *, cut: bool = False) -> dict[str, Any]:
    """The object in a model's text, by the schema; prose, fences and thoughts around it are passed over.

    What is missing of texts and lists is filled in empty, what is too much left out, numbers in quotes are taken as
    numbers. Of an answer that was `cut` off everything but the last, unfinished item is taken. Raises BadAnswer.
    """
    fields = frozenset(schema["properties"])
    value = _object_in(_THOUGHT.sub("", text), fields, cut=cut)
    if not fields & set(value):
        raise BadAnswer(f"the JSON has none of the fields {', '.join(schema['properties'])}")
    tidy = _tidied(value, schema)
    error = next(iter(Draft202012Validator(schema).iter_errors(tidy)), None)
    if error is not None:
        raise BadAnswer(f"{error.json_path}: {error.message[:_SHOWN]}")
    if not isinstance(tidy, dict) or not _says_something(tidy):
        raise BadAnswer("the JSON says nothing")
    return tidy


def _object_in(text: str, fields: AbstractSet[str], *, cut: bool) -> dict[str, Any]:
    """The largest whole object with any of the fields, else what can be made of the first that begins."""
    found = [] if cut else [value for value in _whole_objects(text) if fields & set(value)]
    if found:
        return max(found, key=lambda value: len(json.dumps(value)))
    begin = text.find("{")
    ends = text.rstrip().rstrip("`").rstrip().endswith("}")
    if begin < 0:
        said = " ".join(text.split())[:_SHOWN]
        raise BadAnswer(f"there is no JSON in it, it says: {said}" if said else "it is empty")
    try:
        repaired = json_repair.loads(text[begin:])
    except (ValueError, RecursionError):  # for what is nested without end, as a model writes that repeats itself
        raise BadAnswer("it is not JSON") from None
    if isinstance(repaired, list):
        repaired = next((value for value in repaired if isinstance(value, dict)), None)
    if not isinstance(repaired, dict) or not repaired:
        raise BadAnswer("it is not JSON")
    return repaired if ends and not cut else _without_last(repaired)


def _whole_objects(text: str) -> list[dict[str, Any]]:
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    begin = text.find("{")
    while begin >= 0:
        try:
            value, end = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            begin = text.find("{", begin + 1)
            continue
        found.append(value)
        begin = text.find("{", end)
    return found


def _without_last(value: dict[str, Any]) -> dict[str, Any]:
    """Without the last item of the innermost list at the end: that is where the answer was cut off."""
    name = next(reversed(value))
    last = value[name]
    if isinstance(last, list) and last:
        inner = _without_last(last[-1]) if isinstance(last[-1], dict) and last[-1] else None
        keeps = inner is not None and any(isinstance(part, list) and part for part in inner.values())
        return {**value, name: [*last[:-1], inner] if keeps else last[:-1]}
    return {key: part for key, part in value.items() if key != name}


def _tidied(value: object, schema: Mapping[str, Any]) -> object:
    """The value bent towards the schema as far as that is safe."""
    if schema["type"] == "object":
        return _tidied_object(value, schema["properties"])
    if schema["type"] == "array":
        items = value if isinstance(value, list) else [] if value in (None, "") else [value]
        return [tidy for item in items if (tidy := _tidied(item, schema["items"])) is not None]
    if schema["type"] == "integer":
        return _number(value)
    if value is None:
        return ""
    return _text(value) if isinstance(value, str) else value


def _tidied_object(value: object, properties: Mapping[str, Mapping[str, Any]]) -> object:
    if isinstance(value, str) and "text" in properties:
        value = {"text": value}
    if not isinstance(value, dict):
        return value
    return {
        name: _tidied(value[name], inner) if name in value else _EMPTY.get(inner["type"])
        for name, inner in properties.items()
    }


def _says_something(value: object) -> bool:
    if isinstance(value, dict):
        return any(_says_something(part) for part in value.values())
    if isinstance(value, list):
        return any(_says_something(part) for part in value)
    return isinstance(value, str) and bool(value)


def _text(value: str) -> str:
    """On one line; "" where it has no letter or digit, or is a blank of the form that was not filled in."""
    line = " ".join(storable(value).split())
    return line if any(sign.isalnum() for sign in line) and not _BLANK.fullmatch(line) else ""


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = _NUMBER.fullmatch(str(value))
    return int(found.group(1)) if found else None
