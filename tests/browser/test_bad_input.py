"""What goes wrong in an office: the wrong file, the same file, two clicks, a browser closed in the middle. A sentence each time, and nothing half done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bangfu.deliveries.models import Delivery
from bangfu.journal.models import Entry
from bangfu.registry.models import PersonRecord
from bangfu.work.models import Job
from tests.browser.desk import PATIENCE, Desk
from tests.county import PASSWORD
from tests.program import Program
from tests.web.world import HOMES, NATIONAL, exported, workbook

EXPORT = "人口信息导出表（47列）"
HOME = HOMES["here"]


@pytest.fixture
def sits(browser: Browser, served: Program) -> Iterator[Callable[[str], Desk]]:
    desks: list[Desk] = []

    def made(account: str) -> Desk:
        desks.append(Desk(browser, served, account, PASSWORD))
        return desks[-1]
    yield made
    for desk in desks:
        desk.leaves()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Good and bad, by what is the matter with them."""
    good = workbook(NATIONAL, [exported(HOME, *one) for one in HOME.people(4)])
    contents = {
        "好.xlsx": good, "空.xlsx": b"", "通知.xlsx": "关于开展核实工作的通知".encode(), "半截.xlsx": good[: len(good) // 2],
        "没有表头.xlsx": workbook(("甲", "乙"), [("1", "2")] * 4), "缺列.xlsx": workbook(("姓名", "证件号码", "备注"), [("覃天", "990121198001011012", "")]),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name.removesuffix(".xlsx"): tmp_path / name for name in contents}


def bring_in(clerk: Desk, path: Path | None) -> None:
    clerk.menu("收件")
    clerk.page.get_by_label("这是哪一种表").select_option(label=EXPORT)
    if path:
        clerk.page.locator("input[type=file]").set_input_files(path)
    clerk.page.locator("form[enctype]").evaluate("form => { form.noValidate = true }")
    clerk.press("上传")


def test_a_wrong_file_is_answered_with_a_sentence(sits: Callable[[str], Desk], files: dict[str, Path]) -> None:
    clerk = sits("qingshi")
    for which, sentence in ((None, "请选择文件"), ("空", "文件是空的"), ("通知", "没有找到表头"), ("半截", "文件"), ("没有表头", "表头")):
        bring_in(clerk, files[which] if which else None)
        expect(clerk.page.locator("#pane .notice.refused, #pane .error").first).to_contain_text(sentence, timeout=PATIENCE)
    clerk.menu("收件")
    clerk.reads("读不懂")
    assert not PersonRecord.objects.exists()


def test_missing_columns_are_named_and_nothing_goes_on_without_them(sits: Callable[[str], Desk], files: dict[str, Path]) -> None:
    clerk = sits("qingshi")
    bring_in(clerk, files["缺列"])
    clerk.reads("还没认出必须有的列", "户编号、与户主关系")
    clerk.press("对，往下读")
    clerk.reads("还缺必须有的列", "请补上后再传")
    assert Delivery.objects.get().state == "read"


def test_two_clicks_do_one_thing_and_the_same_file_is_known_again(sits: Callable[[str], Desk], files: dict[str, Path]) -> None:
    clerk = sits("qingshi")
    clerk.menu("收件")
    clerk.page.get_by_label("这是哪一种表").select_option(label=EXPORT)
    clerk.page.locator("input[type=file]").set_input_files(files["好"])
    clerk.page.get_by_role("button", name="上传").dblclick()
    clerk.reads("认出")
    assert Delivery.objects.count() == 1
    bring_in(clerk, files["好"])
    clerk.reads("同一个文件已在", "正在办理")
    clerk.link("好.xlsx")
    clerk.confirms()
    clerk.press("应用")
    clerk.page.locator("dialog[open]").get_by_role("button", name="应用", exact=True).dblclick()
    clerk.reads("1 个村都已应用")
    assert (Delivery.objects.count(), PersonRecord.objects.count()) == (1, 4)
    assert Job.objects.filter(name="register.apply").count() == Entry.objects.filter(verb="delivery.applying").count() == 1


def test_two_clerks_who_apply_at_once_apply_once(sits: Callable[[str], Desk], files: dict[str, Path]) -> None:
    one, other = sits("qingshi"), sits("qingshi2")
    one.uploads(EXPORT, files["好"])
    one.confirms()
    other.menu("收件")
    other.link("好.xlsx")
    for clerk in (one, other):
        clerk.press("应用")
    for clerk in (one, other):
        clerk.page.locator("dialog[open]").get_by_role("button", name="应用", exact=True).click(no_wait_after=True)
    for clerk in (one, other):
        clerk.reads("1 个村都已应用")
    assert (PersonRecord.objects.count(), Job.objects.filter(name="register.apply").count()) == (4, 1)


def test_a_browser_closed_in_the_middle_finds_its_work_done(sits: Callable[[str], Desk], files: dict[str, Path]) -> None:
    clerk = sits("qingshi")
    bring_in(clerk, files["好"])
    clerk.page.wait_for_url("**/deliveries/*-*/")
    clerk.leaves()
    later = sits("qingshi")
    later.menu("收件")
    later.link("好.xlsx")
    later.reads("认出 12 列")
    later.press("对，往下读")
    later.page.wait_for_url("**/deliveries/*-*/")
    later.leaves()
    again = sits("qingshi")
    again.reads("好.xlsx")
    again.go(f"/deliveries/{Delivery.objects.get().pk}/")
    again.reads("预览：应用以后会怎样")
