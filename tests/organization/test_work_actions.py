"""Failed work begins again by the hand of whoever looks after the program, and the journal says whose hand that was."""

import pytest

from bangfu.journal.models import Entry
from bangfu.journal.queries import VERBS
from bangfu.journal.verify import verify
from bangfu.organization.work_actions import try_work_again
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.work.actions import start_job
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import OTHER_COUNTY, TOWNSHIP, County


@pytest.fixture
def failed(county: County) -> Job:
    job = start_job(county.township_clerk, "test.is_refused", subject="一份名单", key="once", at=TOWNSHIP)
    assert sweep() == 1
    return job


def tried() -> list[tuple[str, str, str]]:
    return list(Entry.objects.filter(verb="work.tried_again").order_by("number").values_list("user_name", "subject_id", "place_code"))


def test_it_waits_again_as_whom_it_was_asked_for_and_the_entry_says_who_let_it(county: County, failed: Job) -> None:
    again = try_work_again(county.administrator, job=failed.pk)
    assert (again.state, again.error, again.attempts, again.post_id) == ("waiting", "", 0, county.township_clerk.post_id)
    entry = Entry.objects.get(verb="work.tried_again")
    assert (entry.user_name, entry.subject_kind, entry.subject_id, entry.place_code) == (county.administrator.name, "job", str(failed.pk), TOWNSHIP)
    assert entry.subject_label.endswith(str(failed.pk)[-8:]) and VERBS[entry.verb] == "后台工作再试一次" and verify().whole
    sweep()
    try_work_again(county.administrator, job=failed.pk)
    assert len(tried()) == 2, "each time it is let"


def test_what_has_not_failed_or_lies_elsewhere_is_refused_and_leaves_no_entry(county: County, failed: Job) -> None:
    try_work_again(county.administrator, job=failed.pk)
    with pytest.raises(Refused, match="已经在做"):
        try_work_again(county.administrator, job=failed.pk)
    elsewhere = Job.objects.create(name="test.is_refused", subject="别县的", key="elsewhere", place_code=OTHER_COUNTY, state="failed")
    with pytest.raises(Refused):
        try_work_again(county.administrator, job=elsewhere.pk)
    assert len(tried()) == 1


@pytest.mark.parametrize("who", ["county_officer", "township_clerk", "auditor", "nobody"])
def test_nobody_else_lets_it_begin_again(county: County, failed: Job, who: str) -> None:
    with pytest.raises(Forbidden):
        try_work_again(getattr(county, who), job=failed.pk)
    failed.refresh_from_db()
    assert (failed.state, tried()) == ("failed", [])
