"""转办: an open finding passed on to another desk with a word, and taken back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck.entries import deed_about, taken_up
from bangfu.crosscheck.models import Finding, Handover
from bangfu.journal.actions import record_all
from bangfu.organization.actor import Actor
from bangfu.organization.queries import desks_over
from bangfu.rules.refusal import Refused


@transaction.atomic
def pass_on(by: Actor, *, finding: UUID, to_post: UUID, word: str) -> Handover:
    """Passes an open finding on to another post that reaches it, with a word of what is to be done. It stays open, and in the sight of whoever passes it on.

    Refused to one's own desk, to one that does not reach the place, and without a word.
    """
    found = taken_up(by, finding, "crosscheck.settle", "correct")
    if len(word.strip()) < 2:
        raise Refused("请写一句要对方办什么。", field="word")
    desk = next((one for one in desks_over(by, found.place_code, power="crosscheck.look") if one.id == to_post), None)
    if desk is None or to_post == by.post_id:
        raise Refused("不能转给这个岗位：请选管着这个地方、现在有人的其他岗位。", field="to_post")
    passed = Handover(
        finding=found, place_code=found.place_code, place_then=found.place_code, to_post=to_post, to_title=desk.title, by_post=by.post_id,
        by_title=by.post_title[:80], by_user=by.user_id, by_name=by.name, word=word.strip()[:300], at=timezone.now(),
    )
    before = [(one, {"state": "passed"}) for one in _waiting(found)]
    record_all(by, [deed_about(found, "finding.passed_on", word.strip(), new=[passed], rewritten=before)])
    return passed


@transaction.atomic
def take_back(by: Actor, *, handover: UUID) -> Finding:
    """Takes back what one's own post passed on and the other has not yet done."""
    passed = Handover.objects.filter(by.scope("finding__place_code"), pk=handover, by_post=by.post_id).first()
    if passed is None:
        raise Refused("只能收回自己转出的疑点。")
    found = taken_up(by, passed.finding_id, "crosscheck.settle", "correct")
    if passed.state != "waiting":
        raise Refused("对方已经转出去了，或您已经收回，请刷新。")
    record_all(by, [deed_about(found, "finding.taken_back", "", rewritten=[(passed, {"state": "taken_back"})])])
    return found


def _waiting(found: Finding) -> list[Handover]:
    return list(Handover.objects.select_for_update().filter(finding=found, state="waiting"))
