"""How far each promise was proved: what campaigns reached last lies in docs/proof.json, and docs/proof.md is made from it and the promises, never written by hand.

    python -m tests.campaigns.proof

writes docs/proof.md anew, as after the words of a promise were changed; `make campaign` does so after each of its campaigns.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.campaigns.promises import PROMISES, Promise

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOREWORD = """# What is proved, and how far

Each promise has a short form in `make test` and a long one in `make campaign`, which prints what it does and writes `build/campaign.json`. Here stand the figures last
reached, by promise and database; a shorter run takes the place of a longer one only when it finds what must never be. What was not reached stands here too.

This page is made by the campaigns from `docs/proof.json` (`tests/campaigns/proof.py`), and a test holds that it says nothing else.
"""


@dataclass(frozen=True)
class Reached:
    """What one campaign found on one ground. `on`: SQLite, PostgreSQL or ''; `version`: of that database; `day`: ISO; `cpu_seconds`: of all processes it waited for."""

    promise: str
    on: str
    version: str
    day: str
    seed: int
    length: int
    cpu_seconds: float
    figures: dict[str, float]

    def broken(self, promise: Promise) -> list[str]:
        """What was found that must never be."""
        return [what for what in promise.never if self.figures.get(what)]


def kept(folder: Path = DOCS) -> list[Reached]:
    """What was reached last."""
    path = folder / "proof.json"
    return [Reached(**one) for one in json.loads(path.read_text())] if path.exists() else []


def keep(new: Reached, promise: Promise, folder: Path = DOCS) -> None:
    """Keeps what was reached, where it proves more than what is there or disproves it, and writes the page anew."""
    before = kept(folder)
    old = next((one for one in before if (one.promise, one.on) == (new.promise, new.on)), None)
    if old is None or new.length >= old.length or new.broken(promise):
        order = {one.name: at for at, one in enumerate(PROMISES)}
        after = sorted([*(one for one in before if one is not old), new], key=lambda one: (order.get(one.promise, len(order)), one.on != "SQLite"))
        (folder / "proof.json").write_text(json.dumps([asdict(one) for one in after], indent=1) + "\n")
    write(folder)


def write(folder: Path = DOCS) -> None:
    """Writes docs/proof.md."""
    (folder / "proof.md").write_text(page(PROMISES, kept(folder)))


def page(promises: Sequence[Promise], reached: Sequence[Reached]) -> str:
    """The whole of docs/proof.md."""
    return FOREWORD + "".join(_section(one, [found for found in reached if found.promise == one.name]) for one in promises)


def _section(promise: Promise, reached: Sequence[Reached]) -> str:
    by_ground = {one.on: one for one in reached}
    heads = [*(["database"] if promise.databases else []), promise.counted, *promise.units, "day", "seed", "CPU-seconds"]
    lines = [f"| {' | '.join(_head(promise, one) for one in heads)} |", "|" + "---|" * len(heads)]
    lines += [_line(promise, by_ground[ground]) for ground in promise.grounds if ground in by_ground]
    table = "\n".join(lines) + "\n\n" if reached else ""
    lengths = f"`make campaign`: {promise.length:,} {promise.counted}{' on each database' if promise.databases else ''}, with `--long` {promise.longest:,}"
    standing = [_standing(promise, ground, by_ground.get(ground)) for ground in promise.grounds]
    return f"\n## {promise.sentence}\n\n{promise.words}\n\nIn `make test`: `{promise.short}`. {lengths}.\n\n{table}{' '.join(standing)}\n"


def _head(promise: Promise, head: str) -> str:
    words, unit = head.replace("_", " "), promise.units.get(head, "")
    return words if not unit or head.endswith(f"_{unit}") or unit in words else f"{words} ({unit})"


def _line(promise: Promise, one: Reached) -> str:
    figures = [_figure(one.figures.get(what), what in promise.never) for what in promise.units]
    cells = [*([one.version] if promise.databases else []), f"{one.length:,}", *figures, one.day, str(one.seed), f"{one.cpu_seconds:,.0f}"]
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None, never: bool) -> str:
    if value is None:
        return "not measured"
    return f"**{value:,}**" if never else f"{value:,}"


def _standing(promise: Promise, ground: str, one: Reached | None) -> str:
    """One sentence: what was proved of it there."""
    there = f"{ground}: " if ground else "So far: "
    if one is None:
        return f"{there}**not yet run**."
    if broken := one.broken(promise):
        return f"{there}**broken** ({', '.join(broken)})."
    if one.length < promise.length:
        return f"{there}**the {promise.length:,} promised are not reached yet**."
    return f"{there}kept{' at its longest' if one.length >= promise.longest else '; its longest form is not yet run'}."


if __name__ == "__main__":
    write()
