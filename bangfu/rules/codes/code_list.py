"""A code list: labels in their usual order, the other words for each, and the years in which a label was in force."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

Years = tuple[int | None, int | None]

_ALWAYS: Years = (None, None)
_SEPARATORS = re.compile(r"[,，、;；/|\n]+")


@dataclass(frozen=True)
class CodeList:
    """`labels` in their usual order; `synonyms` maps another word to its label; `in_force` maps a label to its first and last year.

    A label that `in_force` does not name was never anything but valid. ValueError when a synonym or a year belongs to no label.
    """

    name: str
    labels: tuple[str, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    in_force: Mapping[str, Years] = field(default_factory=dict)
    _by_word: Mapping[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        strangers = (set(self.synonyms.values()) | set(self.in_force)) - set(self.labels)
        if strangers:
            raise ValueError(f"{self.name}: synonyms or years lead to no label: {sorted(strangers)}")
        words = {fold_word(word): label for word, label in self.synonyms.items()}
        object.__setattr__(self, "_by_word", words | {fold_word(label): label for label in self.labels})

    def label(self, text: str) -> str | None:
        """The canonical label, or None when the text is blank or unknown."""
        known = self._by_word.get(text)
        return known if known is not None else self._by_word.get(fold_word(text))

    def years(self, label: str) -> Years:
        """First and last year in which a label was in force, both included; None where it has no beginning or end. KeyError for no label."""
        if label not in self.labels:
            raise KeyError(label)
        return self.in_force.get(label, _ALWAYS)

    def labels_in(self, year: int) -> tuple[str, ...]:
        """The labels in force in a year, in their usual order."""
        return tuple(label for label in self.labels if _holds(self.in_force.get(label, _ALWAYS), year))


def fold_word(text: str) -> str:
    """Half-width, without spaces, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def read_set(text: str, codes: CodeList) -> tuple[str, ...]:
    """The labels of a cell with several, each once, in the order of the list whatever the order of the cell.

    Unknown words follow behind as written; `[word for word in … if word not in codes.labels]` finds them.
    """
    words = [word.strip() for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if word.strip()]
    known = {codes.label(word) for word in words}
    unknown = dict.fromkeys(word for word in words if codes.label(word) is None)
    return tuple(label for label in codes.labels if label in known) + tuple(unknown)


def _holds(years: Years, year: int) -> bool:
    first, last = years
    return (first is None or first <= year) and (last is None or year <= last)
