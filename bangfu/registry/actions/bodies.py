"""A body: registered, corrected, closed, rung up."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from bangfu.facts.models import FOREVER, NOW, changed, corrected, ended
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import place as place_found
from bangfu.registry.columns import BODY, empty, possible
from bangfu.registry.models import Body, BodyRecord
from bangfu.registry.records import PHONE_PURPOSE, SEALED, columns, is_same
from bangfu.registry.subjects import from_origin, nothing_lost, past, pasts_of, reasoned
from bangfu.rules.body import judge_credit_code, judge_kind
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring
from bangfu.walls.reach import whole_county

WORDS = {name: column.word for name, column in BODY.items()}


@transaction.atomic
def register_body(by: Actor, *, place: str, values: Mapping[str, Any], since: date, reason: str) -> BodyRecord:
    """Registers an enterprise, cooperative, school … at a place from a day on: `values` are clear values by column of `columns.BODY`.

    Refused without a name, for a credit code that is wrong, missing where the kind has one (`rules.body`), or known already, and for a place that
    is no township, village or grid within reach.
    """
    by.must("registry.bodies", at=place)
    reasoned(reason)
    where = _place(by, place)
    told = {name: empty(column) for name, column in BODY.items()} | {"name": "", **_possible(values)}
    if not told["name"]:
        raise Refused("请填名称。", field="name")
    told["kind"] = judge_kind(told["kind"])
    told["credit_code"] = judge_credit_code(told["credit_code"], told["kind"])
    _not_known_yet(by, told["credit_code"], where)
    made = BodyRecord(
        body=Body(), valid_from=past(since, "since"), place_code=where, place_then=where, **_columns(told), **from_origin(("", "")),
    )
    record(by, "body.registered", _about(made), at=where, reason=reason, new=[made.body, made])
    return made


@transaction.atomic
def correct_body(
    by: Actor, *, body: UUID, changes: Mapping[str, Any], reason: str, since: date | None = None, seen: UUID | None = None,
) -> BodyRecord:
    """Corrects what we hold of a body: `changes` are clear values by column of `columns.BODY`; `since` None: it was wrong all along; a day: it became so
    that day. `seen` is the entry of the record the corrector looked at.

    Refused without a reason, for a value that cannot be, when nothing would change, or when somebody else has changed the same column since.
    """
    known = _current(by, body)
    reasoned(reason)
    wanted = _checked(by, known, changes)
    told = {name: value for name, value in _columns(wanted).items() if name not in SEALED}
    nothing_lost(known, seen, wanted)
    rows, values = pasts_of(known), _columns(wanted) | from_origin(("", ""))
    made = corrected(rows, values, list(told)) if since is None else changed(rows, values, past(since, "since"))
    deed = Deed("body.corrected", _about(known), known.place_code, reason=reason, superseded=made.superseded, new=made.new)
    record_all(by, [deed])
    return made.new[-1]


@transaction.atomic
def close_body(by: Actor, *, body: UUID, on: date, reason: str) -> BodyRecord:
    """A body is no more from a day on: 注销, 停办. Its past stays, and its code may be registered again. Refused for a day before it was there.

    Returns the record as it ends.
    """
    known = _current(by, body)
    reasoned(reason)
    rows = list(BodyRecord.objects.filter(body=body, superseded_at=FOREVER).order_by("valid_from"))
    if past(on, "on") <= rows[0].valid_from:
        raise Refused(f"它从 {rows[0].valid_from} 起在册；注销的日期要在那以后。登记错了的，请更正。", field="on")
    made = ended(rows, on)
    deed = Deed("body.closed", _about(known), known.place_code, reason=reason, superseded=made.superseded, new=made.new)
    record_all(by, [deed])
    return made.new[-1]


@transaction.atomic
def unmask_body(by: Actor, *, body: UUID, reason: str) -> str:
    """Shows a body's telephone number whole, with a reason that is kept in the journal."""
    known = _current(by, body)
    by.must("registry.unmask", at=known.place_code)
    reasoned(reason)
    record(by, "body.unmasked", _about(known, "：联系电话"), at=known.place_code, reason=reason)
    return ring().unseal(known.phone, PHONE_PURPOSE)


def _current(by: Actor, body: UUID) -> BodyRecord:
    """The record of a body now known. Refused out of reach or without the power there."""
    known = BodyRecord.objects.filter(by.scope(), **NOW.filters(), body=body).first()
    if known is None:
        raise Refused("没有这个主体，它已经注销，或不在您岗位的管辖范围内。")
    by.must("registry.bodies", at=known.place_code)
    return known


def _place(by: Actor, place: str) -> str:
    found = place_found(by, place)
    if found is None or found.level not in ("township", "village", "grid"):
        raise Refused("请选择它在哪个乡镇或村。", field="place")
    return found.code


def _possible(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(BODY)
    if unknown:
        raise Refused(f"“{min(unknown)}”不是可以填的项目。")
    kept_apart = ("kind", "credit_code")   # judged by rules of their own, with better sentences
    return {name: (value or "") if name in kept_apart else possible(BODY[name], value) for name, value in values.items()}


def _checked(by: Actor, known: BodyRecord, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they will be kept. A changed kind is held against the code there is, and the other way round."""
    wanted = _possible(changes)
    for name in wanted:
        by.must_write(f"body.{name}", WORDS[name])
    if "kind" in wanted:
        wanted["kind"] = judge_kind(wanted["kind"])
    if wanted.keys() & {"kind", "credit_code"}:
        wanted["credit_code"] = judge_credit_code(wanted.get("credit_code", known.credit_code), wanted.get("kind", known.kind))
    if all(is_same(known, name, value) for name, value in wanted.items()):
        raise Refused("填的内容和现在的一样，没有要更正的。")
    if wanted.get("credit_code", known.credit_code) != known.credit_code:
        _not_known_yet(by, wanted["credit_code"], known.place_code)
    return wanted


def _not_known_yet(by: Actor, code: str, where: str) -> None:
    """A code stands once among the bodies now known. Two who register it at once wait for one another; where it stands is told to those who reach it."""
    if not code:
        return
    Place.objects.select_for_update().filter(code=where[: LENGTHS["county"]]).first()
    with whole_county("a code stands among the bodies once, wherever"):
        found = BodyRecord.objects.filter(**NOW.filters(), credit_code=code).first()
    if found is None:
        return
    said = f"：{found.name}" if by.can("registry.look", at=found.place_code) else "，在别的地方；请报乡镇或县里核对"
    raise Refused(f"这个统一社会信用代码已经登记过{said}。", field="credit_code")


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Record columns for clear values; a day stays nothing where there is none."""
    return columns({name: value for name, value in values.items() if name != "founded_on"}) | {
        name: value for name, value in values.items() if name == "founded_on"
    }


def _about(known: BodyRecord, what: str = "") -> Subject:
    return Subject("body", str(known.body_id), f"{known.name}{what}"[:160])
