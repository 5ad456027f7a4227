"""What is to be written down: who acts, what about, and which rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from bangfu.facts.models import Fact, Placed, Recorded, new_id


class Actor(Protocol):
    """Who acts, as the journal needs to know it."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def post_id(self) -> UUID | None: ...
    @property
    def post_title(self) -> str: ...


@dataclass(frozen=True)
class Subject:
    """What an entry is about: kind word, id, a label a person can read; `key` names the subject key its label, reason and changes are
    sealed under."""

    kind: str
    id: str
    label: str
    key: UUID | None = None


@dataclass(frozen=True)
class Deed:
    """One entry to be written, with its rows: `new` unsaved rows, `superseded` facts to close, `rewritten` rows with their new values,
    `rehomed` rows with the place code they lie at from now on (nothing else of them changes), `erased` rows with the values that take
    the place of their content (facts must be `Erasable`, and are erased once), `resealed` rows with tokens that say the same under another
    key, `removed` rows that stand nowhere any more, in an order that keys allow (a fact is never removed). `told` False: the entry
    keeps the digests of its rows, but not what was before and after: for deeds about many, whose words would outlive the key of each."""

    verb: str
    subject: Subject
    at: str
    reason: str = ""
    origin: tuple[str, str] = ("", "")
    papers: Sequence[str] = ()
    new: Sequence[Fact | Recorded] = ()
    superseded: Sequence[Fact] = ()
    rewritten: Sequence[tuple[Recorded, Mapping[str, Any]]] = ()
    rehomed: Sequence[tuple[Placed, str]] = ()
    erased: Sequence[tuple[Fact | Recorded, Mapping[str, Any]]] = ()
    resealed: Sequence[tuple[models.Model, Mapping[str, str]]] = ()
    removed: Sequence[Recorded] = ()
    told: bool = True
    id: UUID = field(default_factory=new_id)
