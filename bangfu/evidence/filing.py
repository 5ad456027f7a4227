"""Papers in their filing order: what there is, and what is missing by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bangfu.evidence.queries import PaperRow


class PaperKind(Protocol):
    """A kind of paper as the catalogue has it: its slug, the word people know it by, the group it is filed under."""

    @property
    def slug(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def group(self) -> str: ...


@dataclass(frozen=True)
class Shelf:
    """One kind of paper in a file, with the papers there are of it. A required shelf without papers is what is missing."""

    kind: str
    word: str
    group: str
    required: bool
    papers: tuple[PaperRow, ...]

    @property
    def missing(self) -> bool:
        return self.required and not self.papers


def shelves(kinds: Sequence[PaperKind], papers: Iterable[PaperRow], *, required: Iterable[PaperKind]) -> list[Shelf]:
    """A file in its filing order (`kinds`, the whole catalogue): the kinds that are `required`, and those there are papers of.

    Papers of a kind the catalogue does not have stand last, in the order they were met.
    """
    by_kind: dict[str, list[PaperRow]] = {}
    for paper in papers:
        if paper.standing:
            by_kind.setdefault(paper.kind, []).append(paper)
    asked = {one.slug for one in required}
    filed = [
        Shelf(one.slug, one.word, one.group, one.slug in asked, tuple(by_kind.pop(one.slug, ())))
        for one in kinds if one.slug in asked or one.slug in by_kind
    ]
    return filed + [Shelf(kind, found[0].kind_word, "", False, tuple(found)) for kind, found in by_kind.items()]
