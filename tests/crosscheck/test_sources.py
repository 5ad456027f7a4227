"""Sources: what the file says of them, what a county does otherwise, and the page."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from bangfu.crosscheck import snapshot, source_queries
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Finding, SourceSetting
from bangfu.crosscheck.reading import read_county
from bangfu.crosscheck.source_actions import set_source
from bangfu.crosscheck.sources import authority_told, deaths, held_against, sources, weightier
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM
from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.rules.refusal import Refused
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST
from tests.county import COUNTY, County
from tests.crosscheck.lists import P, deliver, number
from tests.crosscheck.test_views import signed_in, text

SAID = {"source": "vehicles", "used": True, "office": "交警大队", "owner": "王警官", "every": "month", "by_day": 8, "reason": "与交警约定每月8日"}


def test_every_layout_but_the_countys_own_lists_is_a_source() -> None:
    assert set(sources()) == set(LAYOUTS) - {OWN_LIST}
    assert all(one.office and one.kind and one.word for one in sources().values())
    assert {one.slug for one in held_against()} == {"village_ledger", "city_persons"} and len(deaths()) == 3


def test_authority_is_over_columns_of_the_register_by_lists_that_have_them() -> None:
    for column, slugs in authority_told().items():
        assert column in PERSON or column.removeprefix("h_") in HOUSEHOLD
        for slug in slugs:
            keys = {field.key for field in LAYOUTS[slug].fields}
            assert {column, column.removeprefix("h_"), {"birth": "birth_date"}.get(column, column)} & keys, f"{slug} does not say {column}"
            assert column in sources()[slug].authority
    assert weightier("sex", "household_registration", authority_told()) == () and "household_registration" in weightier("sex", "village_ledger", authority_told())


def test_what_a_finding_is_called_fits_its_columns() -> None:
    longest = max(CHECKS, key=len)
    assert len(longest) <= Finding._meta.get_field("check_slug").max_length
    assert all(len(fault) <= Finding._meta.get_field("fault").max_length for check in CHECKS.values() for fault in check.reason)


def test_a_setting_is_dated_and_written_down(county: County) -> None:
    made = set_source(county.county_officer, place=COUNTY, **SAID)
    assert (made.valid_from, made.owner, made.by_day) == (timezone.localdate(), "王警官", 8)
    entry = Entry.objects.get(verb="source.set")
    assert (entry.subject_id, entry.reason) == ("vehicles", "与交警约定每月8日")
    again = set_source(county.county_officer, place=COUNTY, **SAID | {"owner": "李警官", "reason": "换人"})
    row = next(one for one in source_queries.source_rows(county.county_officer) if one.source.slug == "vehicles")
    assert (row.owner, row.set_reason, again.reason) == ("李警官", "换人", "换人")
    assert SourceSetting.objects.filter(source="vehicles").count() == 2, "what was said before stays"


@pytest.mark.parametrize(("otherwise", "says"), [
    ({"reason": " "}, "理由"), ({"source": "nothing"}, "没有这种来源"), ({"by_day": 90}, "第几天"), ({"every": "week"}, "第几天"), ({"office": ""}, "提供单位"),
])
def test_what_cannot_be_is_refused(county: County, otherwise: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        set_source(county.county_officer, place=COUNTY, **SAID | otherwise)  # type: ignore[arg-type]
    assert not SourceSetting.objects.exists()


def test_nothing_new_is_refused_and_a_township_may_not(county: County) -> None:
    set_source(county.county_officer, place=COUNTY, **SAID)
    with pytest.raises(Refused, match="没有要改的"):
        set_source(county.county_officer, place=COUNTY, **SAID)
    with pytest.raises(Refused):
        set_source(county.township_clerk, place=COUNTY, **SAID)


def test_a_source_that_is_not_used_is_not_read(county: County, tmp_path: Path) -> None:
    deliver("national_persons", [P("H1", "覃天明", number(11))])
    deliver("village_ledger", [P("H1", "覃天朋", number(11))])
    run_checks(PROGRAM, at=COUNTY)
    assert Finding.objects.filter(check_slug="id_name", state="open").exists()
    set_source(PROGRAM, place=COUNTY, **SAID | {"source": "village_ledger", "used": False, "reason": "台账正在重做"})
    read = snapshot.in_memory(read_county(tmp_path, at=COUNTY, day=timezone.localdate(), known_at=timezone.now()))
    assert "village_ledger" not in read.sources and "village_ledger" not in read.in_force["source"].to_pylist()
    run_checks(PROGRAM, at=COUNTY)
    assert set(Finding.objects.values_list("state", flat=True)) == {"gone"}


def test_the_page_says_what_came_what_is_late_and_what_never_came(county: County) -> None:
    client = signed_in(county, "county_officer")
    assert "还没有来过名单" in text(client.get("/checks/sources/"))
    deliver("national_persons", [P("H1", "覃天明", number(11))])
    deliver("village_ledger", [P("H1", "覃天朋", number(11))], day=date(2024, 6, 30))
    run_checks(PROGRAM, at=COUNTY)
    page = text(client.get("/checks/sources/"))
    assert "2024-06-30" in page and "姓名、证件号码、性别 等" in page and "没有来过" in page and "全员" in page
    ledger = next(one for one in source_queries.source_rows(county.county_officer) if one.source.slug == "village_ledger")
    assert (ledger.rows, ledger.villages, ledger.findings) == (1, 1, 1) and ledger.of_villages > 1
    assert ledger.late == date(2024, 10, 16) and ledger.received_at is not None and "民族" in ledger.believed
    assert f"迟了 {(timezone.localdate() - date(2024, 10, 15)).days} 天" in page


def test_who_reaches_a_village_sees_that_a_list_of_the_whole_county_came(county: County) -> None:
    page = text(signed_in(county, "village_clerk").get("/checks/sources/"))
    assert "还没有来过名单" in page
    deliver("national_persons", [P("H1", "覃天明", number(11))], place=COUNTY)
    page = text(signed_in(county, "village_clerk").get("/checks/sources/"))
    assert "还没有来过名单" not in page and "上级收的" in page


def test_of_another_township_nothing_is_seen(county: County) -> None:
    deliver("village_ledger", [P("H1", "覃天朋", number(11))])
    row = next(one for one in source_queries.source_rows(county.neighbour) if one.source.slug == "village_ledger")
    assert (row.rows, row.villages, row.findings, row.delivery, row.data_day) == (0, 0, 0, None, None)


def test_the_county_sets_a_source_on_the_page(county: County) -> None:
    client = signed_in(county, "county_officer")
    assert "交警" in text(client.get("/checks/sources/?set=vehicles"))
    response = client.post("/checks/sources/set/", {**SAID, "used": "on"})
    assert response.status_code == 302 and "王警官" in text(client.get("/checks/sources/"))
    clerk: Client = signed_in(county, "village_clerk")
    assert "设置" not in text(clerk.get("/checks/sources/")) and clerk.get("/checks/sources/?set=vehicles").status_code == 404


def test_a_list_delivered_today_is_not_late(county: County) -> None:
    today = timezone.localdate()
    deliver("village_ledger", [P("H1", "覃天朋", number(11))], day=today - timedelta(days=1))
    row = next(one for one in source_queries.source_rows(county.county_officer) if one.source.slug == "village_ledger")
    assert row.late is None
