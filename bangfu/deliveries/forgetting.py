"""Which delivered rows and example cells name people who are to be forgotten, and what takes the place of a row."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bangfu.deliveries.models import DeliveredColumn, DeliveredRow, Delivery
from bangfu.deliveries.rows import PURPOSE
from bangfu.organization.actor import Actor, within
from bangfu.rules.place_code import CodeRange
from bangfu.sealing.ring import ring

EXAMPLES = "deliveries.examples"
FORGOTTEN = "（已注销）"


@dataclass(frozen=True)
class Whom:
    """People as lists name them: ids of those the rows were applied to, blind indexes of the first 18 characters of their numbers, the number of their
    household, folded names that are theirs alone in the `village`, and every name and number in clear (`words`), to be looked for in example cells. The spared are
    people of the same household number who live elsewhere now."""

    subjects: frozenset[str]
    indexes: frozenset[str]
    household_number: str
    village: str
    names: frozenset[str]
    words: frozenset[str]
    spared_subjects: frozenset[str]
    spared_indexes: frozenset[str]


def rows_naming(by: Actor, whom: Whom) -> Iterator[DeliveredRow]:
    """The rows within reach that are about them. Reads through every list there ever was: it is seldom done."""
    theirs = Q(subject__in=whom.subjects) | Q(id18_index__in=whom.indexes)
    theirs |= Q(household_number=whom.household_number) & ~Q(subject__in=whom.spared_subjects) & ~Q(id18_index__in=whom.spared_indexes)
    theirs |= within([CodeRange.under(whom.village)]) & Q(name_folded__in=whom.names, id18_index="", household_number="")
    return DeliveredRow.objects.filter(by.scope(), theirs).only("id", "delivery_id").iterator()


def columns_naming(by: Actor, whom: Whom, deliveries: Iterable[Delivery]) -> list[int]:
    """Keys of the columns whose example cells hold one of the names or numbers, and of all columns of these deliveries: nobody needs their examples any
    more, and any cell may be about them."""
    columns, settled = DeliveredColumn.objects.filter(by.scope("delivery__place_code")).exclude(examples=""), {one.pk for one in deliveries}
    return [
        one.pk for one in columns.iterator()
        if one.delivery_id in settled or any(word in ring().unseal(one.examples, EXAMPLES) for word in whom.words)
    ]


def forgotten_row() -> dict[str, Any]:
    """What a row says once its people are forgotten: that it was there. The folded name is empty, so that no check takes it for anybody."""
    content = ring().seal(json.dumps({"delivered": {}, "understood": {}}), PURPOSE)
    blank = dict.fromkeys((
        "name_folded", "id_index", "id18_index", "sex", "relation", "household_number", "person_number", "faults", "warnings", "print",
    ), "")
    return {**blank, "content": content, "name": FORGOTTEN, "id_status": "blank", "birth": None, "event_day": None}
