"""The desk: what waits for each kind of post, and vanishes when done; numbers as one counts them by hand; nothing of other villages."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import patch
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bangfu.backups.actions import note_backup
from bangfu.backups.manifest import Manifest
from bangfu.crosscheck import actions as checks
from bangfu.crosscheck import queries as crosscheck
from bangfu.crosscheck.models import Finding
from bangfu.deliveries import actions as deliveries
from bangfu.facts.models import NOW
from bangfu.lists.keyset import Turn
from bangfu.organization.actions import add_grid, appoint, create_post, create_user
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.map_actions import load_shapes, remove_shapes
from bangfu.organization.queries import place
from bangfu.registry import actions as registry
from bangfu.registry.models import HouseholdRecord, PersonRecord, StatusSpell
from bangfu.registry.queries import counts_on_days, households_counted_as, households_counted_on, turns_since
from bangfu.reporting.queries import figures_named, trend
from bangfu.rules.waiting import Waiting
from bangfu.voices.actions import answer_voice, write_voice
from bangfu.web import overview, waiting
from bangfu.work.actions import start_job
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, FAR_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.batches import entered, opened, sheet, village_with_findings
from tests.crosscheck.lists import P, deliver, number
from tests.organization.drawn import geojson
from tests.registry.founded import Shape, founded
from tests.standing import world
from tests.web.markup import faults
from tests.web.world import workbook

SignIn = Callable[[str], Client]


@world
def cast() -> County:
    """Three households with findings in the village, one beyond the river; the county's map."""
    village_with_findings()
    load_shapes(the_county().administrator, county=COUNTY, file_name="云岫.geojson", content=geojson())
    return the_county()


@pytest.fixture
def enter(county: County) -> SignIn:
    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return signed_in


def sentences(by: Actor) -> list[str]:
    return [one.sentence for one in waiting.tasks(by)]


def waits(by: Actor, words: str) -> bool:
    return any(words in one for one in sentences(by))


def page(client: Client, name: str, *arguments: str, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def flat(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


def until(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def unsettled(at: str, **more: object) -> int:
    return Finding.objects.filter(place_code__startswith=at, state__in=("open", "corrected", "asked"), **more).count()   # type: ignore[arg-type]


# what waits

def test_findings_wait_for_the_village_until_they_are_settled(cast: County) -> None:
    many = Finding.objects.filter(place_code=VILLAGE, state="open").count()
    (task,) = [one for one in waiting.tasks(cast.village_clerk) if "疑点待处理" in one.sentence]
    assert task.sentence == f"{many} 条疑点待处理" and task.must and not task.overdue and task.due == until(15) and "日到期" in task.when
    for one in Finding.objects.filter(place_code=VILLAGE, state="open"):
        checks.ask_exemption(cast.village_clerk, finding=one.pk, reason="户口簿看过，属实", expires_on=until(90))
    assert not waits(cast.village_clerk, "疑点待处理")


def test_what_is_past_its_day_stands_first(cast: County) -> None:
    checks.pass_on(cast.village_clerk, finding=Finding.objects.filter(place_code=VILLAGE, state="open")[0].pk, to_post=cast.township_clerk.post_id, word="请核实")
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=16)):
        first, second = waiting.tasks(cast.township_clerk)[:2]
        assert "疑点待处理" in first.sentence and first.overdue and "已过期" in first.why and first.when == "最早的已过期 1 天"
        assert "转给您办" in second.sentence and second.when == "等了 16 天"


def test_an_exemption_waits_for_whoever_decides_and_then_for_whoever_renews(cast: County) -> None:
    one = Finding.objects.filter(place_code=VILLAGE, state="open")[0]
    asked = checks.ask_exemption(cast.village_clerk, finding=one.pk, reason="户口簿看过，属实", expires_on=until(20))
    assert waits(cast.township_clerk, "1 条豁免等您批") and not waits(cast.village_clerk, "豁免")
    checks.decide_exemption(cast.township_clerk, settlement=asked.pk, approve=True)
    assert not waits(cast.township_clerk, "等您批") and waits(cast.village_clerk, "1 条豁免快到期了")
    checks.renew_exemption(cast.village_clerk, settlement=asked.pk, reason="情况没变", expires_on=until(200))
    assert not waits(cast.village_clerk, "快到期") and waits(cast.township_clerk, "等您批")


def test_what_was_passed_on_waits_at_that_desk_only(cast: County) -> None:
    one = Finding.objects.filter(place_code=VILLAGE, state="open")[0]
    checks.pass_on(cast.village_clerk, finding=one.pk, to_post=cast.township_clerk.post_id, word="请核实")
    assert waits(cast.township_clerk, "1 条疑点转给您办") and not waits(cast.county_officer, "转给您办") and not waits(cast.village_clerk, "转给您办")
    checks.ask_exemption(cast.township_clerk, finding=one.pk, reason="户口簿看过，属实", expires_on=until(90))
    assert not waits(cast.township_clerk, "转给您办")


def test_lines_to_be_typed_back_wait_until_they_are_ticked_off(cast: County) -> None:
    person = PersonRecord.objects.get(**NOW.filters(), name="韦小花")
    registry_correct(cast.village_clerk, person)
    (line,) = crosscheck.type_backs(cast.village_clerk, place=VILLAGE)
    assert waits(cast.village_clerk, "1 项等着录回国家系统") and waits(cast.township_clerk, "1 项等着录回") and not waits(cast.neighbour, "录回")
    checks.tick_type_backs(cast.village_clerk, place=VILLAGE, lines=[line.id])
    assert not waits(cast.village_clerk, "录回")


def registry_correct(by: Actor, person: PersonRecord) -> None:
    checks.correct_person(by, person=person.person_id, changes={"schooling": "初中"}, reason="本人说的")


def test_sheets_wait_until_they_are_typed_in(cast: County) -> None:
    batch = opened(cast.village_clerk)
    assert waits(cast.village_clerk, "3 张对照表还没有录入") and not waits(cast.neighbour, "对照表")
    entered(cast.village_clerk, sheet(cast.village_clerk, batch))
    assert waits(cast.village_clerk, "2 张对照表还没有录入")


def test_a_paper_that_was_made_waits_for_whoever_asked_until_it_is_taken(cast: County) -> None:
    made = registry.print_village(cast.village_clerk, place=VILLAGE)
    export = registry.ask_roster(cast.township_clerk, place=TOWNSHIP, filters={"by": "household"}, title="青石镇名册")
    assert not waits(cast.village_clerk, "可以取走")
    sweep()
    assert waits(cast.village_clerk, "1 份打印排好了") and waits(cast.township_clerk, "1 份导出做好了") and not waits(cast.township_clerk, "打印")
    registry.take_printing(cast.village_clerk, printing=made.pk)
    registry.take_printing(cast.township_clerk, printing=export.pk)
    assert not waits(cast.village_clerk, "可以取走") and not waits(cast.township_clerk, "可以取走")


def test_a_disclosure_waits_for_the_county_then_for_whoever_asked(cast: County) -> None:
    asked = registry.ask_disclosure(
        cast.township_clerk, place=VILLAGE, status="", columns=["id_number"], purpose="核对社保参保", receiver="县人社局", document="来函一号",
    )
    assert waits(cast.county_officer, "1 份批量披露等您批") and not waits(cast.township_clerk, "披露")
    registry.decide_disclosure(cast.county_officer, disclosure=asked.pk, verdict="approve")
    assert waits(cast.township_clerk, "1 份批量披露已批准") and not waits(cast.county_officer, "披露")
    registry.take_disclosure(cast.township_clerk, disclosure=asked.pk)
    assert not waits(cast.township_clerk, "披露")


def test_a_late_list_waits_for_the_county_until_it_comes(cast: County) -> None:
    late = [one for one in waiting.tasks(cast.county_officer) if "该来没来" in one.sentence]
    assert len(late) == 1 and late[0].overdue and not waits(cast.township_clerk, "该来没来")   # lists of June
    for slug in ("national_persons", "village_ledger"):
        deliver(slug, [P("H1", "覃天明", number(11)), P("H9", "农大山", number(57, date(1975, 5, 5)), village=FAR_VILLAGE)], day=timezone.localdate())
    assert not waits(cast.county_officer, "该来没来")


def test_a_delivered_file_waits_for_the_office_that_received_it(cast: County) -> None:
    deliver("national_persons", [P("H1", "覃天明", number(11))], place=TOWNSHIP, apply=False)
    assert not waits(cast.township_clerk, "national_persons.xlsx")   # being compared
    made = deliver_unread(cast)
    assert waits(cast.township_clerk, "值班表.xlsx") and not waits(cast.village_clerk, "值班表") and not waits(cast.neighbour, "值班表")
    deliveries.cancel(cast.township_clerk, delivery=made)
    assert not waits(cast.township_clerk, "值班表")


def deliver_unread(cast: County) -> UUID:
    made = deliveries.receive(cast.township_clerk, layout="", file_name="值班表.xlsx", content=workbook(["值班人", "电话"], [["甲", "1"]]), data_day=date(2026, 6, 30))
    sweep()
    return made.pk


def test_work_that_failed_waits_for_the_administrator_until_it_goes_on(cast: County, enter: SignIn) -> None:
    job = start_job(cast.township_clerk, "registry.print", subject="x", key="desk-test", at=TOWNSHIP)
    Job.objects.filter(pk=job.pk).update(state="failed", error="磁盘满了", ended_at=timezone.now(), attempts=3)
    assert waits(cast.administrator, "1 项后台工作没有做完") and not waits(cast.township_clerk, "后台工作") and not waits(cast.county_officer, "后台工作")
    assert "磁盘满了" in page(enter("administrator"), "failed_work")
    assert enter("administrator").post(reverse("try_work_again", args=[job.pk])).status_code == 303
    job.refresh_from_db()
    assert job.state == "waiting" and job.user_id == cast.township_clerk.user_id and not waits(cast.administrator, "后台工作")
    assert enter("administrator").post(reverse("try_work_again", args=[job.pk])).status_code == 409
    assert enter("county_officer").post(reverse("try_work_again", args=[job.pk])).status_code == 403


def test_a_county_without_a_map_tells_only_whoever_may_load_one(cast: County, enter: SignIn) -> None:
    assert not waits(cast.administrator, "地图")
    remove_shapes(cast.administrator, county=COUNTY)
    assert sentences(cast.administrator) == ["还没有做过备份", "还没有载入本县的地图"] and not waits(cast.county_officer, "地图")
    assert page(enter("county_officer"), "overview_map", COUNTY).strip() == ""


def test_when_all_is_done_the_desk_says_so_gladly(county: County, enter: SignIn) -> None:
    for who in ("village_clerk", "township_clerk", "county_officer", "auditor"):
        assert sentences(getattr(county, who)) == [] and "都办完了" in page(enter(who), "today")


@pytest.mark.parametrize(("waits_", "words"), [
    (Waiting(3, overdue=1, due=date(2026, 6, 1)), True), (Waiting(3, due=date(2026, 6, 1)), True), (Waiting(3, due=date(2026, 6, 2)), False), (Waiting(3), False),
])
def test_what_is_due_today_is_not_overdue(waits_: Waiting, words: bool) -> None:
    assert waits_.is_overdue(date(2026, 6, 2)) is words and bool(waits_) and not Waiting()


def test_the_desk_asks_no_more_when_more_waits(cast: County) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            waiting.tasks(cast.township_clerk)
        return len(found)

    few = asked()
    for nth in range(6):
        deliver("village_ledger", [P(f"H{nth}", "覃天朋", number(11 + nth))], day=date(2026, 7, 1 + nth))
    checks.run_checks(PROGRAM, at=COUNTY)
    opened(cast.village_clerk, groups=("住房",))
    assert asked() == few


# how the place stands

def test_the_numbers_are_those_one_counts_by_hand(cast: County, enter: SignIn) -> None:
    for at, households, persons in ((VILLAGE, 3, 4), (TOWNSHIP, 3, 4), (COUNTY, 4, 5)):
        where = place(cast.county_officer, at)
        assert where
        told = overview.stats(where, {one.indicator.slug: one for one in figures_named(cast.county_officer, overview.SHOWN, at=at)})
        assert [one.number for one in told] == [str(households), str(persons), "0", "0", str(unsettled(at))]
        text = flat(page(enter("county_officer"), "overview_week", at))
        assert f"本周新{unsettled(at)}，消除0" in text and text.count("一周没变") == 4   # the list is of June
    text = page(enter("county_officer"), "overview", TOWNSHIP)
    assert not faults(text) and f"{unsettled(TOWNSHIP)}" in flat(text)


def test_whoever_walks_a_grid_sees_whose_it_is_and_how_many_live_there(cast: County) -> None:
    grid = add_grid(PROGRAM, village=VILLAGE, name="东格", since=date(2020, 1, 1)).code
    user = create_user(PROGRAM, username="wangge", name="网格员子", password="账清事明-青石-2020")
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title="东格网格员", role="grid_worker", place=grid, since=date(2020, 1, 1)), since=date(2020, 1, 1))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    text = page(client, "today")
    assert "<h1>上垟村东格</h1>" in text and "在册户数" in text and f'href="/roster/{grid}/?by=household"' in text and not faults(text)


def test_the_worst_place_stands_first_by_count_and_by_rate(cast: County) -> None:
    where = place(cast.county_officer, COUNTY)
    assert where
    counted = {one.indicator.slug: one for one in figures_named(cast.county_officer, overview.SHOWN, at=COUNTY)}
    told = {one.place.code: one for one in overview.parts(cast.county_officer, where, counted, by_rate=False)}
    assert {code: (one.persons, one.unsettled, one.must) for code, one in told.items()} == {
        TOWNSHIP: (4, unsettled(TOWNSHIP), unsettled(TOWNSHIP, level="must")), OTHER_TOWNSHIP: (1, unsettled(OTHER_TOWNSHIP), unsettled(OTHER_TOWNSHIP, level="must")),
    }
    assert told[TOWNSHIP].rate == unsettled(TOWNSHIP, level="must") * 1000 / 4
    by_rate = overview.parts(cast.county_officer, where, counted, by_rate=True)
    assert [one.rate for one in by_rate] == sorted((one.rate or 0 for one in by_rate), reverse=True) and by_rate[0].rate_share == 100
    assert overview.parts(cast.village_clerk, place(cast.village_clerk, VILLAGE), counted, by_rate=False) == []   # type: ignore[arg-type]


def test_the_week_says_who_came_and_left_and_why_and_opens_to_them(cast: County, enter: SignIn) -> None:
    today, clerk = timezone.localdate(), cast.village_clerk
    registry.register_household(clerk, number="", place=VILLAGE, since=today, head={"name": "罗新来", "sex": "女"}, values={}, kind="added_late", reason="入户时遇到")
    wife = PersonRecord.objects.get(**NOW.filters(), name="韦小花")
    registry.leave_register(clerk, person=wife.person_id, kind="moved_out", on=today, reason="户口迁走了")
    came, left = turns_since(clerk, VILLAGE, today - timedelta(days=7))
    assert (came.persons, came.households, left.persons, left.households) == (1, 1, 1, 0) and left.whys[0][1] == came.whys[0][1] == 1
    text = flat(page(enter("village_clerk"), "overview_week", VILLAGE))
    assert "进来1人整户1户" in text and "出去1人" in text and f"疑点新出现{unsettled(VILLAGE)}条" in text and "village_ledger.xlsx" in text
    assert list(overview.notes(clerk, VILLAGE, None).values()) == ["比一周前多 1", "一周没变", "一周没变", "一周没变", ""]
    assert "罗新来" in page(enter("village_clerk"), "roster", VILLAGE, since=str(today - timedelta(days=7)))


def test_findings_of_the_week_are_counted_as_they_are_listed(cast: County, enter: SignIn) -> None:
    since = overview.week_began()[1]
    one = Finding.objects.filter(place_code=VILLAGE, state="open")[0]
    asked = checks.ask_exemption(cast.village_clerk, finding=one.pk, reason="户口簿看过，属实", expires_on=until(90))
    checks.decide_exemption(cast.township_clerk, settlement=asked.pk, approve=True)
    deliver("village_ledger", [P("H1", "覃天明", number(11)), P("H1", "韦小花", number(24, date(1982, 2, 2)), "配偶")], day=date(2026, 7, 1))
    checks.run_checks(PROGRAM, at=COUNTY)
    changed = crosscheck.findings_since(cast.township_clerk, TOWNSHIP, since)
    assert changed.exempt == 1 and changed.gone >= 1 and changed.new == Finding.objects.filter(place_code__startswith=TOWNSHIP).count() and changed.back == 0
    for way in crosscheck.WAYS:
        rows = crosscheck.findings_changed(cast.township_clerk, TOWNSHIP, way, since, Turn(size=500)).rows
        assert len(rows) == getattr(changed, way)
        assert f"{len(rows)}条" in flat(page(enter("township_clerk"), "week_findings", TOWNSHIP, way))
        first = crosscheck.findings_changed(cast.township_clerk, TOWNSHIP, way, since, Turn(size=1))
        seen = [one.id for one in first.rows]
        while (turn := first.following) is not None:
            first = crosscheck.findings_changed(cast.township_clerk, TOWNSHIP, way, since, turn)
            seen += [one.id for one in first.rows]
        assert seen == [one.id for one in rows], "every one of them is reached by turning pages"
        taken = enter("township_clerk").post(reverse("take_list", args=["week_findings"]), {"place": TOWNSHIP, "how": "xlsx", "way": way})
        reasons = {str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(taken.content)).worksheets[0].iter_rows() for cell in line}
        assert {one.reason for one in rows} <= reasons
    assert crosscheck.findings_since(cast.township_clerk, TOWNSHIP, timezone.now() + timedelta(days=1)) == crosscheck.Changed()


def test_it_goes_as_the_figures_say(county: County) -> None:
    founded(Shape(households=12))
    by, days = county.county_officer, [date(2024, 12, 31), date(2026, 6, 30), timezone.localdate()]
    assert StatusSpell.objects.exists()
    assert [one.persons for one in counts_on_days(by, COUNTY, days)] == [value for _, value in trend(by, "persons", at=COUNTY, days=days)]
    assert [one.households for one in counts_on_days(by, VILLAGE, days)] == [value for _, value in trend(by, "households", at=VILLAGE, days=days)]
    for name, status in overview.STATUSES.items():
        told = [households_counted_as(by, place=COUNTY, status=status, on=day) for day in days]
        assert told == [value for _, value in trend(by, name, at=COUNTY, days=days)] == households_counted_on(by, place=COUNTY, status=status, days=days), name
    assert HouseholdRecord.objects.exists() and counts_on_days(county.stranger, COUNTY, days)[0].persons == 0


def test_the_charts_open_to_rows_and_have_their_table(cast: County, enter: SignIn) -> None:
    text = page(enter("township_clerk"), "overview_trends", TOWNSHIP)
    assert f"/figures/{TOWNSHIP}/persons/rows/?as_of={timezone.localdate()}" in text and text.count("<circle") >= 13 and text.count("<table>") == 2
    assert "只有一次" in text   # one run so far: no line yet


@pytest.mark.once
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_chart_of_days_beyond_any_register_is_refused_in_words(enter: SignIn, day: str) -> None:
    for name, asked in (("figure_trend", "as_of"), ("figure_rows", "known_on")):
        answer = enter("township_clerk").get(reverse(name, args=[TOWNSHIP, "persons"]), {asked: day})
        assert answer.status_code == 409 and "1900年到2199年" in answer.content.decode()


def test_the_map_shades_the_places_below_and_opens_them(cast: County, enter: SignIn) -> None:
    text = page(enter("county_officer"), "overview_map", COUNTY)
    assert text.count("<path") == 2 and f'href="{reverse("overview", args=[TOWNSHIP])}"' in text and f"青石镇：{unsettled(TOWNSHIP)} 条" in text
    assert "没有审图号" in text
    share = page(enter("county_officer"), "overview_map", COUNTY, indicator="must_findings")
    assert "占比" in share and "%" in share and 'value="must_findings" selected' in share
    assert enter("county_officer").get(reverse("overview_map", args=[COUNTY]), {"indicator": "nix"}).status_code == 404


# nothing of others

def test_a_village_clerk_sees_nothing_of_other_villages(cast: County, enter: SignIn) -> None:
    client = enter("village_clerk")
    drawn = page(client, "overview_map", TOWNSHIP)
    assert drawn.count("<path") == 1 and "上垟村" in drawn and "下垟村" not in drawn and "石门村" not in drawn
    assert page(client, "overview_map", COUNTY).count("<path") == 1
    for name, at in (("overview_week", COUNTY), ("overview_week", TOWNSHIP), ("overview_trends", COUNTY), ("overview", COUNTY)):
        assert "农大山" not in page(client, name, at) and "柳溪乡" not in page(client, name, at)
    told = flat(page(client, "overview_week", COUNTY))
    assert f"疑点新出现{unsettled(VILLAGE)}条" in told and unsettled(COUNTY) > unsettled(VILLAGE)
    assert client.get(reverse("overview_week", args=[FAR_VILLAGE])).status_code == 404
    assert sentences(cast.stranger) == [] and not waits(cast.nobody, "")


def test_a_voice_waits_for_whoever_answers_it_and_then_for_its_writer(cast: County) -> None:
    said = write_voice(cast.village_clerk, kind="complaint", matter="program", words="导出太慢", about="", page="", is_anonymous=False)
    assert waits(cast.county_officer, "1 条意见等您答复") and not waits(cast.township_clerk, "意见") and not waits(cast.village_clerk, "意见")
    answer_voice(cast.county_officer, voice=said.pk, words="已经改快了")
    assert waits(cast.village_clerk, "1 条您写的意见有了答复") and not waits(cast.county_officer, "意见")


def test_the_administrator_is_told_when_no_backup_was_made_for_two_days(cast: County, monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(cast.administrator, "还没有做过备份") and not waits(cast.county_officer, "备份")
    manifest = Manifest(version="1", made_at=timezone.now().isoformat(), database="sqlite", migrations=(), keys={}, tables={}, files={})
    note_backup(PROGRAM, manifest=manifest, verb="backup.taken")
    assert not waits(cast.administrator, "备份")
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=3)):
        assert waits(cast.administrator, "3 天没有做备份了")
        monkeypatch.setenv("BANGFU_DEMO", "1")
        assert not waits(cast.administrator, "备份"), "invented data may be lost"
