"""Layouts: what columns a kind of list has, by what names, and which must be there. A new list is a file in the folder `layouts`, not code.

    slug = "deceased_list"
    title = "死亡人员名单"
    source_kind = "deceased"
    receiver = "source"
    hints = "死亡 殡葬"
    fields = [
      { key = "name", label = "姓名", words = "person_name", synonyms = "死者姓名 逝者姓名", required = true, kind = "name" },
      { key = "death_date", label = "死亡日期", synonyms = "死亡时间 去世日期", required = true, kind = "day" },
      { key = "village", required = true },
      "group",
    ]

`synonyms` and `hints` are words between blanks; `words` names groups of synonyms that several layouts share. Whatever may be left out is as `Field` and
`Layout` say. A field without a label, or only its key, is the one that `shared.toml` tells under that key, with whatever is said otherwise.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bangfu.rules.codes import LISTS
from bangfu.rules.money import FEN_IN
from bangfu.rules.quantity import UNITS

KINDS = frozenset({
    "text", "name", "id_number", "digits", "day", "month", "whole", "money", "quantity", "percent", "yes_no", "yes_no_01", "place", "household_number",
})
RECEIVERS = frozenset({"register", "source"})
SUBJECTS = frozenset({"person", "household", "village"})
FOLDER = Path(__file__).parent / "layouts"
SHARED = "shared.toml"
OWN_LIST = "own_list"   # the layout of lists that nobody has declared and the county named itself; never proposed


@dataclass(frozen=True)
class Field:
    """One column: `key` in the values of a row, `label` as the list's makers write it, `synonyms` as others do.

    `required`: the column must be there and its cell filled. `kind` is one of KINDS, or code:<LIST> / set:<LIST> of `rules.codes`; digits is a number
    nobody reckons with (phone, account, plate), yes_no_01 takes 1 and 0 too. `unit` is what a bare money or quantity is in, and what a quantity is read
    into. `household`: it tells of the whole household, so that a list may write it in the household's first row only.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: str = "text"
    unit: str = ""
    household: bool = False

    def __post_init__(self) -> None:
        prefix, _, name = self.kind.partition(":")
        if self.kind not in KINDS and not (prefix in ("code", "set") and name in LISTS):
            raise ValueError(f"field {self.key!r} has an unknown kind {self.kind!r}")
        units = {"money": {"", *FEN_IN}, "quantity": set(UNITS)}.get(self.kind)
        if units is not None and self.unit not in units:
            raise ValueError(f"field {self.key!r} has an unknown unit {self.unit!r}")


@dataclass(frozen=True)
class Layout:
    """A kind of list. `receiver` says who takes it in: 'register' (people come in) or 'source' (a list to check against).

    `subject` is what one row is about: person, household or village. `hints` are words of the list's own heading by which it is told from its likes.
    """

    slug: str
    title: str
    source_kind: str
    receiver: str
    fields: tuple[Field, ...]
    note: str = ""
    subject: str = "person"
    hints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError(f"layout {self.slug!r} names a key twice: {sorted({key for key in keys if keys.count(key) > 1})}")
        if self.receiver not in RECEIVERS or self.subject not in SUBJECTS:
            raise ValueError(f"layout {self.slug!r} has an unknown receiver or subject: {self.receiver!r}, {self.subject!r}")

    def field(self, key: str) -> Field:
        """The field of a key. KeyError if the layout has none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which the list says too little."""
        return tuple(one for one in self.fields if one.required)


Told = dict[str, Any]


@dataclass(frozen=True)
class Shared:
    """What layouts share: groups of synonyms (between blanks) by name, and whole fields by key."""

    words: Mapping[str, str]
    columns: Mapping[str, Told]


def read_shared(folder: Path) -> Shared:
    """What the layouts of a folder share; nothing where it has no shared.toml."""
    path = folder / SHARED
    told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Shared(told.get("words", {}), told.get("columns", {}))


def read_layouts(folder: Path, shared: Shared) -> dict[str, Layout]:
    """The layouts of a folder by slug, those for the register first; one from each of its .toml files but shared.toml.

    ValueError for a mistake in a file, naming the file and, where there is one, the field; for a slug that two files have.
    """
    found: dict[str, Layout] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != SHARED:
            layout = _read(path, shared)
            if layout.slug in found:
                raise ValueError(f"{path.name}: another file is called {layout.slug!r} already")
            found[layout.slug] = layout
    return dict(sorted(found.items(), key=lambda one: (one[1].receiver, one[0])))


def _read(path: Path, shared: Shared) -> Layout:
    try:
        return _layout(tomllib.loads(path.read_text(encoding="utf-8")), shared)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _layout(told: Told, shared: Shared) -> Layout:
    _only_known(told, {one.name for one in fields(Layout)}, "the layout")
    columns = tuple(_field({"key": one} if isinstance(one, str) else one, shared) for one in told.pop("fields", ()))
    return Layout(**{**told, "hints": tuple(told.get("hints", "").split())}, fields=columns)


def _field(said: Told, shared: Shared) -> Field:
    where = f"field {said.get('key', said.get('label', '?'))!r}"
    told = {**({} if "label" in said else shared.columns.get(said.get("key", ""), {})), **said}
    _only_known(told, {one.name for one in fields(Field)} | {"words"}, where)
    if not {"key", "label"} <= set(told):
        raise ValueError(f"{where} needs a key and a label, or a key that is shared")
    unknown = set(told.get("words", "").split()) - set(shared.words)
    if unknown:
        raise ValueError(f"{where} names unknown words: {sorted(unknown)}")
    groups = (shared.words[group] for group in told.pop("words", "").split())
    synonyms = [word for text in (told.pop("synonyms", ""), *groups) for word in text.split()]
    return Field(**told, synonyms=tuple(dict.fromkeys(word for word in synonyms if word != told["label"])))


def _only_known(told: Told, known: set[str], where: str) -> None:
    strange = sorted(set(told) - known)
    if strange:
        raise ValueError(f"{where} has unknown entries: {strange}")


LAYOUTS: dict[str, Layout] = read_layouts(FOLDER, read_shared(FOLDER))
