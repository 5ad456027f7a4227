"""What settling writes down: a finding taken up by somebody who may, the deed about it, and how many together and runs are named."""

from typing import Any
from uuid import UUID

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Batch, Finding, Run
from bangfu.journal.actions import Deed, Subject
from bangfu.organization.actor import Actor
from bangfu.registry.queries import household_behind
from bangfu.rules.finding import FLOW
from bangfu.rules.refusal import Refused


def taken_up(by: Actor, finding: UUID, power: str, step: str = "") -> Finding:
    """A finding within reach, held until the transaction ends. Refused out of reach, without the power there, or when `step` does not start at its state."""
    found = Finding.objects.select_for_update().filter(by.scope(), pk=finding).first()
    if found is None:
        raise Refused("没有这个疑点，或它不在您岗位的管辖范围内。")
    by.must(power, at=found.place_code)
    if step:
        FLOW.after(found.state, step)
    return found


def deed_about(found: Finding, verb: str, reason: str, **rows: Any) -> Deed:
    """A deed about a finding, its words sealed under the household's key, so that they can be forgotten with it. Of somebody no household is known of,
    the entry says neither name nor reason: both stand in the rows."""
    key = household_behind(person=UUID(found.subject_id) if found.subject_kind == "person" else None, number=found.household_number)
    title = CHECKS[found.check_slug].title if found.check_slug in CHECKS else found.check_slug
    subject = Subject("finding", str(found.pk), f"{title}：{found.subject_name}"[:160] if key else title, key=key)
    return Deed(verb, subject, found.place_code, reason=reason[:500] if key else "", told=key is not None, **rows)


def about_many(batch: Batch) -> Subject:
    """Many settled together, as an entry names them."""
    title = CHECKS[batch.check_slug].title if batch.check_slug in CHECKS else batch.check_slug
    return Subject("batch", str(batch.pk), f"{title}：{Batch.WAYS[batch.how]}，{batch.asked} 条")


def about_run(run: Run) -> Subject:
    """A run, as an entry names it."""
    return Subject("run", str(run.pk), f"核对 {run.place_code} {run.day}")
