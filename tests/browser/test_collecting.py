"""Returned sheets entered by the keyboard alone: Enter from blank to blank, one key for a household in which nothing changed."""

from django.db import transaction
from playwright.sync_api import Browser, expect

from bangfu.crosscheck import collection_queries as queries
from bangfu.facts.models import NOW
from bangfu.registry.models import HouseholdRecord, PersonRecord
from tests.browser.desk import Desk
from tests.county import PASSWORD, PEOPLE, County
from tests.crosscheck.batches import opened, village_with_findings
from tests.program import Program


def test_a_batch_is_entered_without_a_mouse(browser: Browser, served: Program, county: County) -> None:
    with transaction.atomic():
        village_with_findings()
    of = opened(county.village_clerk, groups=("水电路厕", "健康"))
    desk = Desk(browser, served, PEOPLE["village_clerk"][0], PASSWORD)
    keys = desk.page.keyboard
    desk.go(f"/checks/sheets/{of.id}/")
    keys.press("e")
    desk.reads("表 1-001", "第 1 户，共 3 户")
    types_what_changed(desk)
    desk.reads("表 1-001 覃天明户已录入", "表 1-002")
    keys.press("a")
    desk.reads("表 1-002 蒙安静户已录入", "表 1-003")
    keys.press("j")
    expect(desk.page.get_by_label("表号")).to_be_focused()
    keys.type("1-001")
    keys.press("Enter")
    desk.reads("变更 2 项", "确认不变")
    found = queries.batch(county.village_clerk, of.id)
    assert found and found.entered == 2
    assert HouseholdRecord.objects.get(**NOW.filters(), number="H1").safe_water == "否"
    assert PersonRecord.objects.get(**NOW.filters(), name="覃天明").health == "长期慢性病"
    desk.leaves()


def types_what_changed(desk: Desk) -> None:
    """E goes to the first blank; a label is chosen by its number; Enter goes on; Esc gives the letters back; Ctrl+Enter saves."""
    keys, page = desk.page.keyboard, desk.page
    keys.press("e")
    first = page.get_by_label("是否解决安全饮用水")
    expect(first).to_be_focused()
    keys.press("2")
    expect(first).to_have_value("否")
    keys.press("Enter")
    expect(page.get_by_label("是否饮水困难")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_label("是否饮水困难")).not_to_be_focused()
    health = page.get_by_role("region", name="覃天明（户主）").get_by_label("健康状况")
    for _ in range(40):
        if health.evaluate("each => each === document.activeElement"):
            break
        keys.press("e") if page.evaluate("document.activeElement === document.body") else keys.press("Enter")
    expect(health).to_be_focused()
    keys.type("患了病")
    keys.press("Control+Enter")
    desk.reads("没有写入", "不是“健康状况”里可选的说法")
    expect(page.get_by_label("是否解决安全饮用水")).to_have_value("否")
    keys.press("e")
    expect(page.get_by_role("region", name="覃天明（户主）").get_by_label("健康状况")).to_be_focused()
    keys.type("长期慢性病")
    keys.press("Control+Enter")
