"""Stories of a county's checks: switched, given numbers, previewed; a run goes by them and can be repeated."""

import shutil
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from bangfu.crosscheck import actions, as_set, engine, orders, queries, snapshot
from bangfu.crosscheck.checks import CHECKS, FAMILIES
from bangfu.crosscheck.models import CheckSetting, Finding, Run
from bangfu.crosscheck.reading import found_again
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.work.worker import sweep
from tests.county import COUNTY, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.standing import world

pytestmark = pytest.mark.once   # settings are rows like any other

LIMITS = {"parent_gap": Decimal(12), "grandparent_gap": Decimal(24), "head_age": Decimal(16), "spouse_age": Decimal(16), "oldest": Decimal(120)}
WIDER = LIMITS | {"parent_gap": Decimal(20)}


@world
def cast() -> County:
    """A father of whom his son is eighteen years younger: possible as the check comes, not where twenty years are asked for."""
    deliver("national_persons", [P("H1", "覃天明", number(11)), P("H1", "覃小明", number(35, date(1998, 1, 1)), "之子")])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def change(cast: County, *, on: bool = True, values: dict[str, Decimal] = LIMITS, reason: str = "县里定的") -> CheckSetting:
    return actions.change_check(cast.county_officer, check="member_logic", on=on, values=values, reason=reason)


def test_every_check_has_a_family_and_its_own_numbers() -> None:
    assert all(check.family in FAMILIES for check in CHECKS.values())
    own = {(check.slug, one.name): one.value for check in CHECKS.values() for one in check.settings}
    assert orders.without_order(as_set.of([]).values) == own and {name: own["member_logic", name] for name in LIMITS} == LIMITS and as_set.of([]).off == frozenset()


def test_the_next_run_goes_by_what_was_set_and_is_repeated_so(cast: County) -> None:
    assert not Finding.objects.exists()
    change(cast, values=WIDER)
    run = actions.run_checks(PROGRAM, at=COUNTY)
    assert Finding.objects.get().fault == "child_too_old" and "至少应差20岁" in Finding.objects.get().reason
    change(cast, on=False)
    assert engine.digest(found_again(run.pk)) == run.digest, "as it was set then"
    later = actions.run_checks(PROGRAM, at=COUNTY)
    assert (Finding.objects.get().state, "member_logic" in later.checks, "id_name" in later.checks) == ("gone", False, True)
    assert verify().whole


def test_who_changed_what_and_why_is_kept(cast: County) -> None:
    change(cast, values=WIDER, reason="先收紧看看")
    change(cast, on=False, reason="太多了，先关")
    change(cast)
    assert [(one.on, dict(one.values), one.reason, one.is_held) for one in queries.setting_story(cast.village_clerk, "member_logic")] == [
        (True, {}, "县里定的", True), (False, {}, "太多了，先关", False), (True, {"parent_gap": Decimal(20)}, "先收紧看看", False),
    ]
    known = queries.set_check(cast.village_clerk, "member_logic")
    assert known and known.on and not known.is_own and known.changed_by == cast.county_officer.name


def test_what_another_setting_would_find_is_told_before(cast: County) -> None:
    told = queries.preview(cast.county_officer, "member_logic", on=True, values=WIDER)
    assert told and (told.now, told.then, told.more, told.fewer) == (0, 1, 1, 0) and "覃小明" in told.more_examples[0]
    change(cast, values=WIDER)
    off = queries.preview(cast.county_officer, "member_logic", on=False, values=WIDER)
    assert off and (off.now, off.then, off.fewer) == (1, 0, 1)
    assert queries.preview(cast.stranger, "member_logic", on=True, values=LIMITS) is None, "no run of theirs was read"
    assert CheckSetting.objects.count() == 1 and not Finding.objects.exists()


@pytest.mark.parametrize(("said", "words"), [
    ({"reason": " "}, "理由"), ({}, "没有要改"), ({"values": LIMITS | {"parent_gap": Decimal(3)}}, "8 到 25"), ({"values": {"no": Decimal(3)}}, "没有这个参数"),
])
def test_a_refused_change_leaves_everything_as_it_was(cast: County, said: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        change(cast, **said)   # type: ignore[arg-type]
    assert CheckSetting.objects.count() == 0


def test_only_the_county_sets_checks(cast: County) -> None:
    for by in (cast.village_clerk, cast.township_clerk, cast.administrator, cast.auditor):
        with pytest.raises(Forbidden):
            actions.change_check(by, check="member_logic", on=False, values=LIMITS, reason="不想看")
        with pytest.raises(Forbidden):
            queries.preview(by, "member_logic", on=False, values=LIMITS)


def test_the_page_previews_and_changes(cast: County) -> None:
    client = Client()
    client.force_login(cast.user("county_officer"), backend="django.contrib.auth.backends.ModelBackend")
    assert "成员关系或年龄不合" in client.get("/checks/settings/").content.decode()
    assert "会查出" in (whole := client.get("/checks/settings/member_logic/").content.decode()) and "差一点，不查" in whole and "覃小明，号码乙" in whole
    assert "没有改过的" in client.get("/checks/settings/?own=1").content.decode()
    assert "成员关系或年龄不合" not in client.get("/checks/settings/?family=身份").content.decode()
    sent = {"on": "on", **{name: str(value) for name, value in WIDER.items()}}
    page = client.post("/checks/settings/member_logic/preview/", sent).content.decode()
    assert "多 1 条，少 0 条" in page and "覃小明" in page and not CheckSetting.objects.exists()
    assert client.post("/checks/settings/member_logic/change/", sent).status_code == 409
    assert client.post("/checks/settings/member_logic/change/", sent | {"reason": "县里定的"}).status_code == 303
    assert client.post("/checks/settings/member_logic/change/", sent | {"parent_gap": "3", "reason": "县里定的"}).status_code == 409
    assert "县里定的" in client.get("/checks/settings/member_logic/").content.decode()
    assert "成员关系或年龄不合" in client.get("/checks/settings/?own=1").content.decode()
    assert client.get("/checks/settings/nothing/").status_code == 404


def test_a_run_says_what_it_went_by_and_is_repeated_to_the_row(cast: County) -> None:
    change(cast, values=WIDER)
    actions.change_authority(cast.county_officer, column="nation", believed=["village_ledger"], reason="只听台账")
    run = actions.run_checks(PROGRAM, at=COUNTY)
    told = queries.run_file(cast.county_officer, run.pk)
    assert told and [(one.source, one.file_name) for one in told.lists] == [("national_persons", "national_persons.xlsx")] and told.lists[0].delivery
    assert [(one.check, one.value) for one in told.numbers or () if one.check] == [("member_logic", Decimal(20))]
    assert told.orders == (("民族", ("村台账",)),) and "民族与公安户籍增减名单不一致" in told.off
    assert (told.is_there, told.may_repeat, told.is_same, told.changed) == (True, True, None, ())
    change(cast, on=False)
    actions.request_repeat(cast.county_officer, run=run.pk)
    assert actions.request_repeat(cast.county_officer, run=run.pk).name == "crosscheck.repeat" and sweep()
    again = queries.run_file(cast.county_officer, run.pk)
    assert again and again.is_same and again.repeated_by == cast.county_officer.name and verify().whole
    actions.note_repeated(cast.county_officer, run=run.pk, digest="0" * 64)
    other = queries.run_file(cast.county_officer, run.pk)
    assert other and other.is_same is False


def test_a_run_is_repeated_only_by_who_reaches_all_of_it_and_while_what_it_read_is_there(cast: County) -> None:
    run = actions.run_checks(PROGRAM, at=COUNTY)
    seen = queries.run_file(cast.village_clerk, run.pk)
    assert seen and not seen.may_repeat and seen.row.persons is None and seen.lists[0].delivery is None and seen.lists[0].file_name == ""
    assert queries.run_file(cast.stranger, run.pk) is None and queries.run_file(cast.auditor, run.pk) is None
    for by in (cast.village_clerk, cast.township_clerk, cast.stranger):
        with pytest.raises(Refused):
            actions.request_repeat(by, run=run.pk)
        with pytest.raises(Refused):
            actions.note_repeated(by, run=run.pk, digest=run.digest)
    job = actions.request_repeat(cast.county_officer, run=run.pk)
    shutil.rmtree(snapshot.folder(run.pk))
    with pytest.raises(Refused, match="到期清除"):
        actions.request_repeat(cast.county_officer, run=run.pk)
    sweep()
    job.refresh_from_db()
    gone = queries.run_file(cast.county_officer, run.pk)
    assert (job.state, "到期清除" in job.error) == ("failed", True) and gone and (gone.is_there, gone.numbers, gone.orders, gone.may_repeat) == (False, None, None, False)


def test_the_page_of_a_run_has_it_repeated(cast: County) -> None:
    client = Client()
    client.force_login(cast.user("county_officer"), backend="django.contrib.auth.backends.ModelBackend")
    run = Run.objects.get()
    address = f"/checks/runs/{run.pk}/"
    assert address in client.get("/checks/runs/").content.decode()
    page = client.get(address).content.decode()
    assert "national_persons.xlsx" in page and "原样再算一遍" in page and "都是本来的先后" in page
    assert client.post(f"{address}again/").status_code == 303 and "原样再算" in client.get(f"{address}progress/").content.decode()
    assert sweep() and client.get(f"{address}progress/")["HX-Refresh"] == "true"
    assert "一条不差" in client.get(address).content.decode()
    clerk = Client()
    clerk.force_login(cast.user("village_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    assert "原样再算一遍" not in clerk.get(address).content.decode() and clerk.post(f"{address}again/").status_code == 403
