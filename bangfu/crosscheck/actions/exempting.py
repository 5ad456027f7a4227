"""Exemptions decided, withdrawn, renewed. Who asks never decides, from whatever post."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.crosscheck.entries import deed_about, taken_up
from bangfu.crosscheck.models import Finding, Settlement
from bangfu.journal.actions import Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.rules.finding import FLOW, another_must_decide, exemption_may_last, may_withdraw, must_give_reason
from bangfu.rules.refusal import Refused


@transaction.atomic
def decide_exemption(by: Actor, *, settlement: UUID, approve: bool, note: str = "") -> Settlement:
    """Approves or declines an exemption, or that one goes on (a renewal). Never by the one who asked, from whatever post; a refusal says why."""
    asked = _exemption(by, settlement)
    found = taken_up(by, asked.finding_id, "crosscheck.approve")
    another_must_decide(asked.by_user, by.user_id)
    state = _state_after(asked, found, approve)
    if asked.state != "asked":
        raise Refused("这份申请已经办过了，请刷新。")
    if not approve and len(note.strip()) < 2:
        raise Refused("不批准请写明意见，让申请的人知道怎么办。", field="note")
    decided = {
        "state": "approved" if approve else "declined", "approver": by.user_id, "approver_name": by.name, "approved_at": timezone.now(),
        "note": note.strip()[:300],
    }
    rows: list[tuple[Any, dict[str, Any]]] = [(asked, decided), (found, {"state": state})]
    if approve and asked.renews is not None:
        rows.append((asked.renews, {"state": "renewed"}))
    record_all(by, [deed_about(found, f"exemption.{decided['state']}", note.strip(), rewritten=rows)])
    return asked


def _state_after(asked: Settlement, found: Finding, approve: bool) -> str:
    """Where the finding stands once it is decided. A renewal can be decided only while what it renews is in force."""
    if asked.renews_id is None:
        return FLOW.after(found.state, "approve" if approve else "decline")
    if found.state != "exempt":
        raise Refused("要续的豁免已经到期或收回，疑点已重新待处理；请退回，由申请人重新报请。")
    return FLOW.after(found.state, "renew")


@transaction.atomic
def withdraw_exemption(by: Actor, *, settlement: UUID, reason: str) -> Finding:
    """Ends an exemption before its day, by whoever approved it or for the county, with a reason; the finding is open again. What was asked to renew it
    falls with it."""
    held = _exemption(by, settlement)
    found = taken_up(by, held.finding_id, "crosscheck.approve", "withdraw")
    must_give_reason(reason)
    if held.state != "approved":
        raise Refused("这份豁免现在不在期，不用收回；请刷新。")
    may_withdraw(held.approver, by.user_id, is_county=by.can("crosscheck.settings", at=found.place_code))
    ended = {"ended_by": by.name, "ended_at": timezone.now(), "ended_why": reason.strip()[:300]}
    asked = [(one, {"state": "lapsed"}) for one in Settlement.objects.filter(renews=held, state="asked")]
    rows = [(held, {"state": "withdrawn", **ended}), (found, {"state": FLOW.after(found.state, "withdraw")}), *asked]
    record_all(by, [deed_about(found, "exemption.withdrawn", reason.strip(), rewritten=rows)])
    return found


@transaction.atomic
def renew_exemption(by: Actor, *, settlement: UUID, reason: str, expires_on: date) -> Settlement:
    """Asks that an exemption in force go on behind its last day. It holds on as it is until somebody else has decided."""
    held = _exemption(by, settlement)
    found = taken_up(by, held.finding_id, "crosscheck.settle", "renew")
    must_give_reason(reason)
    exemption_may_last(expires_on, day=timezone.localdate())
    if held.state != "approved" or held.expires_on is None:
        raise Refused("只有在期的豁免才能续；到期的请在疑点页重新报请。")
    if expires_on <= held.expires_on:
        raise Refused(f"现在的豁免到 {held.expires_on}，续的日期要更晚。", field="expires_on")
    if Settlement.objects.filter(renews=held, state="asked").exists():
        raise Refused("已经报过续期，正等着批，不用再报。")
    asked = Settlement(
        finding=found, by_user=by.user_id, by_name=by.name, at=timezone.now(), kind="exemption", state="asked", reason=reason.strip(),
        expires_on=expires_on, renews=held,
    )
    record_all(by, [deed_about(found, "exemption.asked", reason.strip(), new=[asked])])
    return asked


def _exemption(by: Actor, settlement: UUID) -> Settlement:
    found = Settlement.objects.select_related("renews").filter(by.scope("finding__place_code"), pk=settlement, kind="exemption").first()
    if found is None:
        raise Refused("没有这份豁免申请，或它不在您岗位的管辖范围内。")
    return found


@transaction.atomic
def note_exemptions_exported(by: Actor, *, place: str, kind: str, state: str, exemptions: int) -> None:
    """Writes down that the register of exemptions leaves the program on paper or as a workbook. Numbers in it are masked."""
    by.must("crosscheck.print", at=place)
    spend(by, exemptions)
    record(by, "exemptions.exported", Subject("place", place, f"豁免登记表 {kind} {state} {exemptions} 条"), at=place)
