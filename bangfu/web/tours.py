"""导览: what each kind of post is shown on the first day, step by step. The steps are data (tour_steps/<role>.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import NoReverseMatch, reverse

from bangfu.organization.actor import Actor

FOLDER = Path(__file__).parent / "tour_steps"
FEWEST, MOST = 4, 7
STARTS = "tour"   # in the session: somebody has just signed in for the first time


@dataclass(frozen=True)
class Step:
    """One step: a sentence, the page it is said on (an address name) and what it points at there (a CSS selector)."""

    words: str
    page: str
    element: str


@dataclass(frozen=True)
class Shown:
    """A step for one actor: with the address of its page."""

    words: str
    url: str
    element: str


@cache
def tours() -> dict[str, tuple[Step, ...]]:
    """Role → its steps. ValueError for a tour that is too short or too long to be listened to."""
    found = {path.stem: tuple(Step(**one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["step"]) for path in FOLDER.glob("*.toml")}
    wrong = [role for role, steps in found.items() if not FEWEST <= len(steps) <= MOST]
    if wrong:
        raise ValueError(f"a tour has {FEWEST} to {MOST} steps: {wrong}")
    return found


def tour_of(by: Actor) -> list[Shown]:
    """The steps of the asker's kind of post, at their own place; none for who has no post."""
    return [Shown(one.words, address_of(one.page, by), one.element) for one in tours().get(by.role, ())]


def address_of(name: str, by: Actor) -> str:
    """The address of a page: as it is, or at the asker's place."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[by.place_code])
