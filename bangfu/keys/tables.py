"""Which columns hold sealed values or blind indexes: what a package that seals says of its own (they stand together in `config.sealed`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from bangfu.sealing.blind import mark_of


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns, each with the purpose its tokens are bound to, and with columns of blind indexes."""

    model: type[models.Model]
    purposes: Mapping[str, str] = field(default_factory=dict)
    indexes: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    def under_others(self, prefix: str) -> Q:
        """The rows with a token that does not begin with `prefix`."""
        wanted = Q(pk__in=[])
        for column in self.purposes:
            wanted |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": prefix})
        return wanted

    def indexed_before(self, level: int) -> Q:
        """The rows with a blind index that did not go through so many keys."""
        wanted = Q(pk__in=[])
        for column in self.indexes if level > 1 else ():
            wanted |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": mark_of(level)})
        return wanted
