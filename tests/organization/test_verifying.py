"""The whole journal verified from its page: asked for, told how far, written down, and told on the desk while something is wrong."""

import pytest
from django.test import Client
from django.urls import reverse

from bangfu.journal.models import Entry
from bangfu.journal.verify import Fault, Verdict, verify
from bangfu.organization.models import User
from bangfu.organization.verifying import JOB, MOST_NAMED, in_words, request_verification
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Forbidden
from bangfu.web.waiting import tasks
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, County
from tests.journal.stories import added, around_the_program, sql
from tests.web.conftest import BACKEND


@pytest.fixture
def auditor(county: County) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=county.auditor.user_id), backend=BACKEND)
    return client


def text(client: Client) -> str:
    return client.get(reverse("journal")).content.decode()


def test_it_is_asked_for_done_and_written_down(county: County, auditor: Client) -> None:
    added()
    entries = Entry.objects.count()
    assert auditor.post(reverse("verify_journal")).status_code == 303
    page = text(auditor)
    assert "排队中" in page and "现在验一遍" not in page
    assert "排队中" in auditor.get(reverse("verify_progress")).content.decode()
    assert sweep() == 1
    job = Job.objects.get(name=JOB)
    assert job.state == "done" and auditor.get(reverse("verify_progress"))["HX-Refresh"] == "true"
    verdict = verify()
    said = f"{verdict.chains} 条链、{entries} 条留痕首尾相连，{verdict.rows} 行数据与留痕一致。"
    last = Entry.objects.latest("id")
    assert last.verb == "journal.verified" and last.place_code == COUNTY and last.user_name == county.auditor.name
    page = text(auditor)
    assert said in page and "现在验一遍" in page and 'class="notice done"' in page


@pytest.mark.owner
def test_what_is_wrong_is_named_on_the_page_and_waits_on_the_desk(county: County, auditor: Client) -> None:
    family = added()
    with around_the_program("registry_personrecord"):
        sql("UPDATE registry_personrecord SET sex = %s", "女")
    request_verification(county.auditor)
    sweep()
    page = text(auditor)
    assert 'class="notice refused"' in page and "有 1 处不符。" in page and f"registry_personrecord {family.record.pk}：这一行的内容与留痕不符" in page
    assert any(one.sentence == "留痕验出了不符的地方" for one in tasks(county.auditor))
    with around_the_program("registry_personrecord"):
        sql("UPDATE registry_personrecord SET sex = %s", "")
    assert PersonRecord.objects.get().sex == ""
    request_verification(county.auditor)
    sweep()
    assert 'class="notice done"' in text(auditor) and not any("留痕" in one.sentence for one in tasks(county.auditor))


def test_asked_twice_it_is_done_once_and_only_for_whoever_may(county: County) -> None:
    assert request_verification(county.auditor).pk == request_verification(county.auditor).pk
    sweep()
    assert request_verification(county.auditor).state == "waiting" and Job.objects.filter(name=JOB).count() == 2
    with pytest.raises(Forbidden):
        request_verification(county.township_clerk)


def test_of_many_faults_the_first_are_named() -> None:
    told = in_words(Verdict(faults=[Fault(f"表 {nth}", "不符。") for nth in range(MOST_NAMED + 7)])).splitlines()
    assert told[0] == "有 27 处不符。" and told[MOST_NAMED] == f"表 {MOST_NAMED - 1}：不符。" and told[-1].startswith("另有 7 处")
