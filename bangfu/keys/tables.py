"""Which columns hold sealed values: what a package that seals says of its own (they stand together in `config.sealed`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns: each with the purpose its tokens are bound to."""

    model: type[models.Model]
    purposes: Mapping[str, str]

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
