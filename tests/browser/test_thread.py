"""The thread: one real roster goes in, is checked, mended, and a number opens. Three people at three desks; this walk stays for ever."""

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from django.utils import timezone
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from bangfu.demo.write import DemoFiles
from tests.browser.conftest import Sits
from tests.browser.desk import PATIENCE, Desk
from tests.demo.written import read_with_openpyxl

EXPORT, LEDGER, DECEASED = "人口信息导出表（47列）", "村台账", "死亡人员名单"
TOWN, OTHER_TOWN, VILLAGE = "枫溪镇", "望川镇", "石桥村"
VILLAGE_CODE, OTHER_TOWN_CODE = "990121100200", "990121101"
DAY = date(2026, 9, 30)


def test_a_roster_goes_in_is_checked_mended_and_a_number_opens(sits: Sits, demo: DemoFiles, downloads: Path, tmp_path: Path) -> None:
    clerk, county, village = sits("zhen01"), sits("xian"), sits("cun0101")
    the_clerk_takes_in_the_national_export(clerk, demo)
    the_refused_rows_come_back_in_red(clerk, downloads)
    clerk.takes_in(LEDGER, demo.ledgers[0], on=DAY)
    county.takes_in(DECEASED, demo.deceased, on=DAY)
    what_came_in_is_checked_by_itself(county)
    settled = the_village_settles_one_and_asks_for_another(village, demo)
    nobody_sees_over_the_river(clerk, demo)
    asked = the_clerk_cannot_approve_their_own(clerk)
    another_clerk_approves(sits("zhen01b"), [settled["asked"], asked])
    county_checks(county)
    the_second_run_tells_what_became_of_each(village, settled)
    the_ledger_comes_again_and_one_is_back(clerk, village, demo, settled, tmp_path)
    the_list_is_printed(village, downloads, settled)
    a_number_opens_down_to_its_row(county)


def the_clerk_takes_in_the_national_export(clerk: Desk, demo: DemoFiles) -> None:
    own = [row for row in read_with_openpyxl(demo.national, 2)[:-1] if row["乡"] == TOWN]
    clerk.reads("还没有核对过", "从这里开始")
    clerk.uploads(EXPORT, demo.national, on=DAY)
    clerk.reads("认出 47 列，共 47 列", "表头在第 3 行", "990121********")
    clerk.confirms()
    counted = {word: clerk.total(word) for word in ("新增", "有变化", "退回", "在册而表里没有")}
    assert counted["新增"] + counted["退回"] == len(own) and counted["退回"] >= 1, counted
    assert (counted["有变化"], counted["在册而表里没有"]) == (0, 0)
    clerk.reads("是别处的村，不归您的岗位，没有留下")
    clerk.applies()
    clerk.reads("6 个村都已应用")
    clerk.go("/")
    clerk.reads(f"{counted['新增']:,}", VILLAGE)


def the_refused_rows_come_back_in_red(clerk: Desk, downloads: Path) -> None:
    clerk.menu("收件")
    clerk.link("人员信息导出_20260930.xlsx")
    path = clerk.downloads("下载退回的", downloads)
    assert path.suffix == ".xlsx" and "退回" in path.name
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(cell.value == "姓名" for cell in row))
    reasons = [cell for cell in head if str(cell.value or "") in ("退回原因", "原因")]
    assert len(reasons) == 1, [cell.value for cell in head]
    back = rows[rows.index(head) + 1:]
    red = [cell for row in back for cell in row if cell.fill.fill_type == "solid" and reddish(cell.fill.start_color.rgb)]
    assert back and len(red) >= len(back), "each row has the cell that is wrong in red"
    assert all(row[reasons[0].column - 1].value for row in back)


def reddish(colour: str) -> bool:
    red, green, blue = (int(colour[-6:][at:at + 2], 16) for at in (0, 2, 4))
    return red > green + 20 and red > blue + 20


def comes_up(wanted: Locator) -> None:
    """Loads the page again until it is there: what a job does by itself shows when it is done."""
    until = time.monotonic() + PATIENCE / 1000
    while wanted.count() == 0 and time.monotonic() < until:
        wanted.page.wait_for_timeout(500)
        wanted.page.reload()
    expect(wanted).to_be_visible()


def what_came_in_is_checked_by_itself(county: Desk) -> None:
    county.menu("核对")
    comes_up(county.page.get_by_role("button", name="再核对一次"))
    county.reads("最近一次核对", TOWN)


def county_checks(county: Desk) -> None:
    county.menu("核对")
    county.press("再核对一次")
    expect(county.page.locator(".progress-line")).to_have_count(0, timeout=PATIENCE)
    county.reads("最近一次核对", TOWN)
    expect(county.page.get_by_role("button", name="再核对一次")).to_be_visible(timeout=PATIENCE)


def the_village_settles_one_and_asks_for_another(village: Desk, demo: DemoFiles) -> dict[str, str]:
    """By keyboard: C opens the correction, E the exemption; each leads on to the next."""
    village.go("/")
    village.reads(VILLAGE, "未办结的疑点")
    village.menu("核对")
    village.reads(f"{VILLAGE}的疑点")
    village.go(f"/checks/{VILLAGE_CODE}/list/?check=id_name")   # the ledger names every household, the register only those of the export
    row = village.page.locator("a.item", has_text="人证不符").first
    wrong = row.locator("b").inner_text()
    pane = village.page.locator("#settle")
    pane.evaluate("shown => { shown.dataset.before = true }")
    row.click()
    expect(village.page.locator("#settle[data-before]")).to_have_count(0)   # the first is what was shown already
    expect(pane).to_contain_text("同一个证件号码，名册上是")
    said = pane.locator(".reason").inner_text()
    found = re.search(rf"名册上是{wrong}，村台账里是(\w+)", said)
    assert found, said
    expect(pane).to_contain_text(demo.ledgers[0].name)
    expect(pane.get_by_role("link", name="看这一行").first).to_be_visible()
    village.page.evaluate("document.activeElement.blur()")
    village.page.keyboard.press("c")   # it is open already
    expect(pane.get_by_label("姓名改为")).to_be_focused()
    village.page.evaluate("document.activeElement.blur()")
    village.page.keyboard.press("e")
    expect(pane.get_by_label("为什么不用改")).to_be_focused()
    village.page.evaluate("document.activeElement.blur()")
    village.page.keyboard.press("c")
    name = pane.get_by_label("姓名改为")
    expect(name).to_be_focused()
    name.fill(found[1])
    pane.get_by_label("凭什么改").locator("visible=true").fill("看了户口簿原件")
    pane.get_by_role("button", name="记下，下一条").locator("visible=true").click()
    village.reads(f"{wrong}：已更正")
    village.go(f"/checks/{VILLAGE_CODE}/list/?all=1")
    asked = ask_exemption(village, "户口簿上就是这样，公安正在改")
    return {"wrong": wrong, "right": found[1], "asked": asked}


def ask_exemption(desk: Desk, reason: str) -> str:
    """Asks for the finding that is open in the pane; whom it is about."""
    pane = desk.page.locator("#settle")
    about = desk.page.locator("a.item[aria-current] b").inner_text()
    desk.page.evaluate("document.activeElement.blur()")
    desk.page.keyboard.press("e")
    pane.get_by_label("为什么不用改").fill(reason)
    pane.get_by_label("到哪天").fill((timezone.localdate() + timedelta(days=60)).isoformat())
    pane.get_by_role("button", name="报请豁免，下一条").click()
    desk.reads("已报请豁免")
    return about


def nobody_sees_over_the_river(clerk: Desk, demo: DemoFiles) -> None:
    other = next(row["姓名"] for row in read_with_openpyxl(demo.national, 2) if row["乡"] == OTHER_TOWN and len(row["姓名"]) == 3)
    for address in (f"/places/{OTHER_TOWN_CODE}/", f"/roster/{OTHER_TOWN_CODE}/", f"/checks/{OTHER_TOWN_CODE}/", f"/figures/{OTHER_TOWN_CODE}/"):
        clerk.go(address)
        expect(clerk.page.locator("h1")).to_have_text("没有这一页")
        clerk.reads_nowhere(OTHER_TOWN, other)
    clerk.go("/roster/")
    clerk.reads_nowhere(OTHER_TOWN)


def the_clerk_cannot_approve_their_own(clerk: Desk) -> str:
    clerk.menu("核对")
    clerk.link("枫树坪村")
    about = ask_exemption(clerk, "已对照原件，情况属实")
    clerk.go("/checks/exemptions/")
    row = clerk.page.get_by_role("row").filter(has_text="已对照原件，情况属实")
    expect(row).to_contain_text("自己")
    expect(row.get_by_role("checkbox")).to_have_count(0)
    return about


def another_clerk_approves(clerk: Desk, names: list[str]) -> None:
    clerk.reads("条豁免等您批")
    clerk.link("去批")
    for name in names:
        clerk.page.get_by_role("checkbox", name=f"选 {name}").check()
    clerk.press("批准")
    clerk.reads("批准了 2 条")
    clerk.page.get_by_role("link", name=re.compile("^在期")).click()
    clerk.reads(*names)


def the_second_run_tells_what_became_of_each(village: Desk, settled: dict[str, str]) -> None:
    in_state(village, "已消除", settled["wrong"])
    in_state(village, "已豁免", settled["asked"])
    village.go(f"/checks/{VILLAGE_CODE}/list/?all=1")
    village.reads("仍存在")
    expect(village.page.locator("a.item", has_text="人证不符").filter(has_text=settled["right"])).to_have_count(0)


def in_state(village: Desk, state: str, name: str) -> None:
    village.go(f"/checks/{VILLAGE_CODE}/list/?all=1")
    village.page.locator("select[name='state']").select_option(label=state)
    village.press("看")
    expect(village.page.locator("a.item", has_text=name).first).to_be_visible()


def the_ledger_comes_again_and_one_is_back(clerk: Desk, village: Desk, demo: DemoFiles, settled: dict[str, str], folder: Path) -> None:
    """Next month's ledger has taken over the name the register had before, so the two differ again."""
    book = openpyxl.load_workbook(demo.ledgers[0])
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == settled["right"] and row[0].value == VILLAGE]
    assert cells
    for cell in cells:
        cell.value = settled["wrong"]
    book.save(folder / "十月台账.xlsx")
    clerk.takes_in(LEDGER, folder / "十月台账.xlsx", on=date(2026, 10, 31))
    village.go(f"/checks/{VILLAGE_CODE}/list/?check=id_name")
    row = village.page.locator("a.item", has_text="又出现").first
    comes_up(row)
    row.click()
    expect(village.page.locator("#settle")).to_contain_text("又出现过 1 次")


def the_list_is_printed(village: Desk, downloads: Path, settled: dict[str, str]) -> None:
    village.go(f"/checks/{VILLAGE_CODE}/lists/")
    village.page.get_by_label("哪类检查").select_option(label="人证相符")
    paper = village.downloads("疑点清单", downloads)
    said = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert paper.suffix == ".pdf" and VILLAGE in said and settled["wrong"] in said
    village.go(f"/checks/{VILLAGE_CODE}/list/?all=1")
    book = openpyxl.load_workbook(village.downloads("导出表格", downloads)).active
    cells = " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)
    assert settled["wrong"] in cells
    assert not re.search(r"99012[0-9]{13}", said + cells), "no number leaves whole"


def a_number_opens_down_to_its_row(county: Desk) -> None:
    county.go("/")
    persons = int(county.page.locator("a.stat", has_text="在册人数").locator(".figure").inner_text().rstrip("人").replace(",", "").strip())
    county.page.locator("a.stat", has_text="在册人数").click()
    county.reads("口径：在该日名册里的人")
    parts = county.page.locator("[aria-label='各地的数'] tbody td.num:nth-of-type(1)").all_inner_texts()
    assert sum(int(part.replace(",", "")) for part in parts) == persons > 0, "the parts sum to the whole"
    county.link(TOWN)
    county.link(VILLAGE)
    county.link("看是哪些")
    county.reads(f"{VILLAGE}的数字", "在册人数")
    county.page.locator("tbody a[href^='/persons/']").first.click()
    name = county.page.locator("h1").inner_text()
    county.reads("来源", "人员信息导出_20260930.xlsx")
    county.page.get_by_role("link", name=re.compile(r"^第 \d+ 行$")).click()
    county.reads("来的时候写的", name, "工作表")
    written = json.dumps(county.page.locator("tbody").inner_text(), ensure_ascii=False)
    assert name in written and not re.search(r"99012[0-9]{13}", written)
