"""A county's checks: switched on and off, and given numbers of its own."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import as_set
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import CheckSetting
from bangfu.facts.models import FOREVER, Rewriting, changed
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.finding import must_give_reason
from bangfu.rules.refusal import Refused


@transaction.atomic
def change_check(by: Actor, *, check: str, on: bool, values: Mapping[str, Decimal], reason: str) -> CheckSetting:
    """Sets a check from today on: whether it runs, and its numbers (those left out are the check's own). The next run goes by it; what was set before stays.

    Refused without a reason, for a number outside of what is possible, and when nothing would change.
    """
    by.must("crosscheck.settings", at=by.place_code)
    must_give_reason(reason)
    if check not in CHECKS:
        raise Refused("没有这项检查，请刷新页面再改。")
    own = {one.name: one.value for one in CHECKS[check].settings}
    wanted = {name: value for name, value in as_set.possible(CHECKS[check], values).items() if value != own[name]}
    rows, today = list(CheckSetting.objects.select_for_update().filter(check_slug=check, superseded_at=FOREVER).order_by("valid_from")), timezone.localdate()
    before = (rows[-1].on, as_set.read(rows[-1].values)) if rows else (True, {})
    if before == (on, wanted):
        raise Refused("和现在的设置一样，没有要改的。")
    said = {"on": on, "values": as_set.written(wanted), "reason": reason.strip()[:500], "by_user": by.user_id, "by_name": by.name}
    made = changed(rows, said, today) if rows else Rewriting([], [CheckSetting(check_slug=check, valid_from=today, **said)])
    record(
        by, "check.changed", Subject("check", check, CHECKS[check].title), at=by.place_code, reason=reason.strip()[:500],
        superseded=made.superseded, new=made.new,
    )
    return made.new[-1]
