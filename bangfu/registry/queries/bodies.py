"""What is asked about bodies."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, key_of, paged
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import BodyRecord
from bangfu.registry.queries.people import Change, number_for, under
from bangfu.registry.records import PHONE_PURPOSE
from bangfu.rules.credit_code import read_credit_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.person_name import fold

BY_KIND = Order("kind", "地方、类型和名称", ("place_code", "kind", "name_folded", "id"))


@dataclass(frozen=True)
class BodyRow:
    """A body as lists and its page show it. `key` is the keyset value behind which the next page begins; `closed_on` the day it ceased."""

    body: UUID
    name: str
    kind: str
    credit_code: str
    place_code: str
    place_name: str
    head: str
    phone: str
    address: str
    business: str
    founded_on: date | None
    valid_from: date
    closed_on: date | None
    recorded_at: datetime
    recorded_in: UUID
    key: str


def bodies(
    by: Actor, *, place: str, kind: str = "", words: str = "", after: str = "", limit: int = 50, as_of: AsOf = NOW,
) -> list[BodyRow]:
    """Bodies as in `bodies_page`, behind the key `after` (`BodyRow.key`)."""
    return list(bodies_page(by, place=place, kind=kind, words=words, as_of=as_of, turn=Turn(after=after, size=limit)).rows)


def bodies_page(
    by: Actor, *, place: str, kind: str = "", words: str = "", as_of: AsOf = NOW, order: Order = BY_KIND, turn: Turn,
) -> Page[BodyRow]:
    """Bodies at a place and below, by place, kind and name. `words`: part of a name, or a whole credit code."""
    if not by.can("registry.look"):
        return Page(())
    found = BodyRecord.objects.filter(under(place), by.scope(), **as_of.filters())
    if kind:
        found = found.filter(kind=kind)
    if words.strip():
        code = read_credit_code(words)
        found = found.filter(credit_code=code.code) if code.status == "ok" else found.filter(name_folded__contains=fold(words))
    page = paged(found, order, turn)
    return page.told(_rows(by, list(page.rows)))


def body(by: Actor, wanted: UUID) -> BodyRow | None:
    """One body within the asker's reach, as it is now, or as it was when it ceased."""
    if not by.can("registry.look"):
        return None
    found = BodyRecord.objects.filter(by.scope(), superseded_at=FOREVER, body=wanted).order_by("-valid_from").first()
    return _rows(by, [found])[0] if found else None


def body_story(by: Actor, wanted: UUID) -> list[Change]:
    """Everything that was ever recorded of a body within reach, latest knowledge first, with what differs from the record before."""
    if not by.can("registry.look"):
        return []
    records = list(BodyRecord.objects.filter(by.scope(), body=wanted).order_by("recorded_at", "valid_from"))
    return [
        Change(one.valid_from, one.valid_to, one.recorded_at, one.superseded_at, one.recorded_in, one.is_current, _differences(before, one))
        for before, one in zip([None, *records], records, strict=False)
    ][::-1]


def _differences(before: BodyRecord | None, one: BodyRecord) -> tuple[tuple[str, str, str], ...]:
    """(word, old, new) of what changed; a number only says that it did."""
    if before is None:
        return ()
    plain = [
        (column.word, described.shown(column, getattr(before, name)), described.shown(column, getattr(one, name)))
        for name, column in described.BODY.items() if column.kind != "number"
    ]
    phone = [(described.BODY["phone"].word, "原号码", "新号码")] if before.phone_index != one.phone_index else []
    return (*(told for told in plain if told[1] != told[2]), *phone)


def _rows(by: Actor, records: list[BodyRecord]) -> list[BodyRow]:
    names = place_names(one.place_code for one in records)
    return [_row(by, one, names.get(one.place_code, one.place_code)) for one in records]


def _row(by: Actor, one: BodyRecord, place_name: str) -> BodyRow:
    return BodyRow(
        one.body_id, one.name, one.kind, one.credit_code, one.place_code, place_name, one.head,
        number_for(by, "body.phone", one.phone, PHONE_PURPOSE), one.address, one.business, one.founded_on, one.valid_from,
        None if one.valid_to == FOREVER_DAY else one.valid_to, one.recorded_at, one.recorded_in,
        key_of(one, BY_KIND),
    )
