"""Many whole numbers given out at once: asked for, decided by somebody else, taken once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.facts.models import NOW
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place as place_found
from bangfu.organization.queries import place_names
from bangfu.registry.models import Disclosure, HouseholdRecord, PersonRecord
from bangfu.registry.queries.disclosures import disclosed_records, disclosure_size, status_parts, whom
from bangfu.registry.queries.people import under
from bangfu.registry.records import PURPOSES
from bangfu.rules.disclosure import COLUMNS, FLOW, VALID, another_must_approve, judge_columns, judge_growth, judge_size, standing
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring


@dataclass(frozen=True)
class Taken:
    """What leaves: `serial` names the entry of the journal that says so (its chain and number). Rows are township, village, household number, name,
    relation, then the numbers asked for, whole."""

    serial: str
    place_name: str
    whom: str
    purpose: str
    receiver: str
    approver: str
    taker: str
    day: date
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@transaction.atomic
def ask_disclosure(
    by: Actor, *, place: str, status: str, columns: Sequence[str], purpose: str, receiver: str, document: str,
) -> Disclosure:
    """Asks that the whole numbers (`columns` of `rules.disclosure.COLUMNS`) of everybody at a place be given out. `status` as in `Disclosure`.

    Refused without a purpose, a receiver and the paper it rests on, for nobody, and for more than one workbook holds.
    """
    by.must("registry.disclose", at=place)
    if place_found(by, place) is None:
        raise Refused("请选择一个地方。", field="place")
    family, word = status_parts(status)
    wanted = judge_columns(list(columns))
    for name, value, sentence in (
        ("purpose", purpose, "请写明用来做什么，如“给县人社局核对社保参保”。"), ("receiver", receiver, "请写明给哪个单位。"),
        ("document", document, "请写明依据的文件或来函（名称和文号）。"),
    ):
        _said(name, value, sentence)
    persons = disclosure_size(by, place=place, status=status)
    judge_size(persons)
    asked = Disclosure(
        purpose=purpose.strip(), receiver=receiver.strip(), document=document.strip(), columns=",".join(wanted), status=f"{family}:{word}" if family else "",
        persons=persons, asked_by=by.user_id, asked_by_name=by.name, asked_at=timezone.now(), place_code=place, place_then=place,
    )
    record(by, "disclosure.asked", _about(asked), at=place, reason=f"{asked.purpose}，给{asked.receiver}，依据{asked.document}", new=[asked])
    return asked


def _said(name: str, value: str, sentence: str) -> None:
    most: int = getattr(Disclosure._meta.get_field(name), "max_length", 0)
    if len(value.strip()) < 2:
        raise Refused(sentence, field=name)
    if len(value.strip()) > most:
        raise Refused(f"写了 {len(value.strip())} 个字，最多 {most} 个。", field=name)


@transaction.atomic
def decide_disclosure(by: Actor, *, disclosure: UUID, verdict: str, note: str = "") -> Disclosure:
    """Approves or declines (`verdict`: approve, decline). Never by the one who asked, from whatever post; a refusal says why."""
    found = _found(by, disclosure)
    by.must("registry.approve_disclosure", at=found.place_code)
    another_must_approve(found.asked_by, by.user_id)
    if verdict not in ("approve", "decline"):
        raise Refused("请选择批准或不批准。")
    state = FLOW.after(found.state, verdict)
    if verdict == "decline" and len(note.strip()) < 2:
        raise Refused("不批准请写明意见，让申请的人知道怎么办。", field="note")
    decided = {"state": state, "decided_by": by.user_id, "decided_by_name": by.name, "decided_at": timezone.now(), "note": note.strip()[:200]}
    record(by, f"disclosure.{state}", _about(found), at=found.place_code, reason=note.strip()[:200], rewritten=[(found, decided)])
    return found


@transaction.atomic
def take_disclosure(by: Actor, *, disclosure: UUID) -> Taken:
    """Gives out what was approved, once, to the one who asked, within `rules.disclosure.VALID` of the approval. The entry says how many persons, what for,
    to whom, and who approved. The rows are to be written to a workbook in memory and kept nowhere."""
    found = _found(by, disclosure)
    by.must("registry.disclose", at=found.place_code)
    if found.asked_by != by.user_id:
        raise Refused("批量披露只能由申请的人取走。")
    if standing(found.state, found.decided_at, timezone.now()) == "lapsed":
        raise Refused(f"批准已经超过 {VALID.days} 天，过期了；还要用的话请重新申请。")
    if found.state == "taken":
        raise Refused("已经取走过，只能取一次；还要用的话请重新申请。")
    values = {"state": FLOW.after(found.state, "take"), "taken_at": timezone.now()}
    rows = _rows(by, found)
    judge_growth(found.persons, len(rows))
    said = f"{len(rows)} 人，{found.purpose}，给{found.receiver}，{found.decided_by_name}批准"
    spend(by, len(rows))
    entry = record(by, "disclosure.taken", _about(found), at=found.place_code, reason=said, rewritten=[(found, values | {"persons": len(rows)})])
    return Taken(
        f"{entry.chain}-{entry.number}", place_names([found.place_code]).get(found.place_code, found.place_code), whom(found.status), found.purpose,
        found.receiver, found.decided_by_name, by.name, timezone.localdate(), tuple(COLUMNS[name] for name in found.columns.split(",")), rows,
    )


def _found(by: Actor, disclosure: UUID) -> Disclosure:
    """A disclosure within reach; whoever else asks waits until this transaction ends, and sees what it did."""
    found = Disclosure.objects.select_for_update().filter(by.scope(), pk=disclosure).first()
    if found is None:
        raise Refused("没有这份批量披露，或它不在您岗位的管辖范围内。")
    return found


def _rows(by: Actor, found: Disclosure) -> list[tuple[str, ...]]:
    """The rows with whole numbers, by place and household."""
    columns = found.columns.split(",")
    people = disclosed_records(by, place=found.place_code, status=found.status).select_related("household").order_by("place_code", "household__number", "id")
    accounts = _accounts(by, found.place_code) if "bank_account" in columns else {}
    records = list(people)
    names = place_names({code for one in records for code in (one.place_code[:LENGTHS["township"]], one.place_code[:LENGTHS["village"]])})
    return [
        (
            names.get(one.place_code[:LENGTHS["township"]], ""), names.get(one.place_code[:LENGTHS["village"]], ""), one.household.number, one.name,
            one.relation, *(_number(one, name, accounts) for name in columns),
        ) for one in records
    ]


def _accounts(by: Actor, place: str) -> dict[UUID, str]:
    """The sealed bank account of each household at a place."""
    found = HouseholdRecord.objects.filter(under(place), by.scope(), **NOW.filters()).exclude(bank_account="")
    return dict(found.values_list("household_id", "bank_account"))


def _number(one: PersonRecord, name: str, accounts: dict[UUID, str]) -> str:
    token = accounts.get(one.household_id, "") if name == "bank_account" else getattr(one, name)
    return ring().unseal(token, PURPOSES[name])


def _about(one: Disclosure) -> Subject:
    place = place_names([one.place_code]).get(one.place_code, one.place_code)
    return Subject("disclosure", str(one.pk), f"{place} {whom(one.status)}：{'、'.join(COLUMNS[name] for name in one.columns.split(','))}"[:160])
