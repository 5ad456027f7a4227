"""帮助: what each part of the desk is for and how things are done there, in plain words. The words are data (help/<nn>-<slug>.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "help"


@dataclass(frozen=True)
class How:
    """A question as a clerk would ask it, and its answer step by step."""

    ask: str
    steps: tuple[str, ...]
    anchor: str

    def says(self, words: str) -> bool:
        """Whether the words stand in it."""
        return words in self.ask.lower() or any(words in step.lower() for step in self.steps)


@dataclass(frozen=True)
class Part:
    """One part of the help: what it is for, the pages (address names) it belongs to, and how things are done there."""

    slug: str
    title: str
    what: str
    pages: tuple[str, ...]
    hows: tuple[How, ...]


@cache
def parts() -> tuple[Part, ...]:
    """All parts in the order of their files."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Part:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    hows = tuple(How(one["ask"], tuple(one["steps"]), f"how-{nth}") for nth, one in enumerate(told["how"], start=1))
    return Part(path.stem.partition("-")[2], told["title"], told["what"], tuple(told["pages"]), hows)


def part(slug: str) -> Part | None:
    """The part of an address; None when there is none."""
    return next((one for one in parts() if one.slug == slug), None)


@cache
def part_of(page: str) -> Part | None:
    """The part a page (address name) belongs to; None for a page nobody needs help with."""
    return next((one for one in parts() if page in one.pages), None)


def found(words: str) -> list[tuple[Part, tuple[How, ...]]]:
    """The parts and questions in which the words stand, each word of them; everything for none. A part whose own title or purpose says them comes whole."""
    wanted = words.lower().split()
    kept = []
    for one in parts():
        whole = all(word in f"{one.title}{one.what}".lower() for word in wanted)
        hows = one.hows if whole else tuple(how for how in one.hows if all(how.says(word) for word in wanted))
        kept += [(one, hows)] if hows else []
    return kept
