"""Every ready layout, with every column it declares filled as an office fills it: proposed by its header, read, compared and applied."""

from datetime import date
from pathlib import Path

import pytest

from bangfu.deliveries import actions, queries
from bangfu.deliveries.apps import take_in_layouts
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.rows import opened
from bangfu.journal.verify import verify
from bangfu.rules.codes import LISTS
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST, Field, Layout
from tests.county import County
from tests.deliveries.office import again, applied, confirmed, families, national, number, received, workbook

pytestmark = pytest.mark.once   # how a list is understood asks no database

PLACES = {"province": "某省", "city": "某市", "county": "云岫县", "township": "青石镇", "village": "上垟村", "group": "一组"}
NAMED = {"name": "覃天明", "head_name": "覃天明", "household_number": "009900000000", "person_number": "00990000000001", "id_kind": "居民身份证", "relation": "户主"}
KINDS = {"day": "2025-03-01", "month": "202503", "whole": "3", "yes_no": "是", "money": "1200.5", "quantity": "2.5", "percent": "30%", "digits": "15400000001"}
APART = {
    "year": "2026", "birth_date": "1980-01-01", "household.bank_account": "622999000000000008", "status.assisted": "脱贫户", "risk.ended": "否",
    "risk.ended_on": "", "risk.disaster": "洪涝", "student": "", "worker_medical": "",
}


def cell(one: Field) -> str:
    """What an office writes in a column."""
    kind, _, name = one.kind.partition(":")
    if one.key in {**PLACES, **NAMED, **APART}:
        return {**PLACES, **NAMED, **APART}[one.key]
    if kind in ("code", "set"):
        return LISTS[name].labels[_rank(one.key)]
    if kind == "id_number":
        return number(1, date(1980, 1, 1))
    return KINDS.get(kind, "某某" if kind == "name" else "一段文字")


def _rank(key: str) -> int:
    """Of several risks and causes each is another."""
    last = key.rpartition(".")[2]
    return int(last) - 1 if last.isdigit() else 0


def sheet(layout: Layout) -> list[list[str]]:
    """A list of one row with all its columns: banner, header, row."""
    return [[layout.title], [one.label for one in layout.fields], [cell(one) for one in layout.fields]]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.slug)
def test_a_ready_layout_goes_all_the_way(county: County, layout: Layout) -> None:
    by = county.township_clerk
    if layout.subject == "household":
        applied(by, national(families()[:1]))
    found = received(by, workbook(sheet(layout)), layout=layout.slug)
    assert found.state == "read", found.sentence
    shown = queries.columns(by, found.pk)
    assert {one.key for one in shown if one.key} == {one.key for one in layout.fields}, "each column is known by its own label"
    found = confirmed(by, found)
    row = DeliveredRow.objects.get(delivery=found)
    assert (row.outcome, row.faults) == ("changed" if layout.subject == "household" else "new", ""), row.faults
    assert set(opened(row.content).understood) >= {one.key for one in layout.fields if cell(one)}
    actions.request_apply(by, delivery=found.pk)
    sweep()
    assert again(found).state == "applied" and not Job.objects.exclude(state="done").exists()
    assert verify().whole


def test_a_new_layout_is_a_file_in_the_county_s_data(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.deliveries.apps.LAYOUTS", known := dict(LAYOUTS))
    (tmp_path / "cotton.toml").write_text("""
slug = "cotton"
title = "棉花补贴表"
source_kind = "own"
receiver = "source"
fields = [
  { key = "village", label = "村", words = "village", required = true, kind = "place" },
  { key = "name", label = "户主", words = "person_name", required = true, kind = "name" },
  { key = "amount", label = "补贴金额", kind = "money", unit = "元" },
]
""", encoding="utf-8")
    take_in_layouts(tmp_path)
    assert known.keys() - LAYOUTS.keys() == {"cotton"} and known["cotton"].field("amount").kind == "money"
    with pytest.raises(ValueError, match="come with the program already"):
        take_in_layouts(tmp_path)


@pytest.mark.parametrize("layout", [one for one in LAYOUTS.values() if one.slug != OWN_LIST], ids=lambda one: one.slug)
def test_a_ready_layout_is_proposed_or_asked_about_never_mistaken(county: County, layout: Layout) -> None:
    found = received(county.township_clerk, workbook(sheet(layout)), layout="")
    assert (found.state, found.source.layout) == ("read", layout.slug) or found.state == "unnamed" and layout.title in found.sentence
