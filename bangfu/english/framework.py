"""What the framework says on our pages (why a field of a form was not taken, above all), with the English it was written in."""

import re
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.mofile import read_mo

from bangfu.english.sentences import HOLE, chinese, sentences_of

WORDS = Path(django.__file__).parent / "conf" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
LEAST = 4   # Chinese characters: what is shorter names a day, a unit or a kind of field
_VALUE = re.compile(r"%\((\w+)\)[a-z]")


def sayings() -> dict[str, str]:
    """Sentence → English, with places where values stand."""
    with WORDS.open("rb") as file:
        return dict(_pairs((_last(one.id), _last(one.string)) for one in read_mo(file)))


def _last(forms: object) -> str:
    return str(forms[-1] if isinstance(forms, tuple | list) else forms)   # of many, where a number is told


def _pairs(messages: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for english, text in messages:
        names, sentences = _VALUE.findall(text), [one for one in sentences_of(_VALUE.sub(HOLE, text)) if one]
        if len(sentences) == 1 and chinese(text) >= LEAST and "<" not in text and set(_VALUE.findall(english)) <= set(names):
            yield sentences[0], _VALUE.sub(lambda value, names=names: f"{{{names.index(value[1])}}}", english).rstrip(".")   # type: ignore[misc]
