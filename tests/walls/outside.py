"""Everything that lies out of somebody's reach, as one digest a table: compared before and after a deed."""

import hashlib
from typing import Any

from django.apps import apps
from django.db.models import Q

from bangfu.organization.actor import Actor, within
from bangfu.walls.reach import whole_county
from tests.walls.belonging import path_to_place

VOICES = {"voices_voice", "voices_reply"}   # whoever writes one puts it on the county's desk
Digests = dict[str, str]


class Outside:
    """Digests of what lies out of reach, taken once for each person while nothing is changed."""

    def __init__(self) -> None:
        self._before: dict[Any, Digests] = {}

    def know(self, actor: Actor) -> None:
        """Looks at everything out of this person's reach, before they do anything."""
        if (actor.user_id, actor.ranges) not in self._before:
            self._before[actor.user_id, actor.ranges] = digests(actor)

    def changed(self, actor: Actor) -> list[str]:
        """The tables in which rows out of reach are not as they were."""
        before, now = self._before[actor.user_id, actor.ranges], digests(actor)
        return [table for table in before if before[table] != now[table]]


@whole_county("the test looks at what lies out of reach")
def digests(actor: Actor) -> Digests:
    """Table → digest of its rows that are not within reach."""
    found = {}
    for model in apps.get_models():
        path = path_to_place(model._meta.db_table)
        if path and model._meta.db_table not in VOICES:
            rows = model._default_manager.exclude(within(actor.ranges, path)).order_by("pk")
            rows = rows.exclude(_of_oneself(actor)) if model._meta.db_table == "journal_entry" else rows
            found[model._meta.db_table] = hashlib.sha256(repr(list(rows.values_list())).encode()).hexdigest()
    return found


def _of_oneself(actor: Actor) -> Q:
    """Entries that lie at the county's whoever makes them: of voices, and of one's own comings and goings."""
    return Q(verb__startswith="voice.") | Q(subject_kind="user", subject_id=str(actor.user_id))
